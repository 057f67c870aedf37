package org.palisade.agent.discovery;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.palisade.agent.discovery.SvmChoice.Ranked;
import org.palisade.agent.discovery.SvmChoice.Standing;

/**
 * When to leave an SVM that works. Never soon after the connection was made: whatever swings, the agent does not swing with it. Then if the agent may be
 * there no more, if another SVM is better by licence, key or place, or if another one as good has clearly fewer agents. For the last, agents draw lots: all
 * of them see the same list, and if all went to the emptiest SVM at once it would be the fullest.
 */
final class MoveRule {

    /** Fewer agents than this are no reason to go anywhere. */
    private static final int MARGIN = 10;
    /** Nor is a smaller part of those that are here. */
    private static final double CLEAR = 0.2;

    private final Duration settle;

    /**
     * A rule.
     *
     * @param settle how long a connection lasts at least before it is given up for a better one
     */
    MoveRule(Duration settle) {
        this.settle = settle;
    }

    /**
     * Decides once; to be asked anew with each list.
     *
     * @param present   the SVM the agent is connected to
     * @param connected since when
     * @param lot       another one each time, 0 to below 1
     */
    Optional<Move> move(SvmChoice choice, UUID present, Duration connected, double lot) {
        if (connected.compareTo(settle) < 0) {
            return Optional.empty();
        }
        Optional<SvmChoice.LeftOut> out = choice.leftOut(present);
        if (out.isPresent()) {
            return Optional.of(new Move(choice.svms().stream().findFirst(), "it " + out.get().why().text()));
        }
        // One that is not in the list any more has lost the Integration Server, which is no reason to leave it: it answers us.
        return choice.ranked(present).flatMap(here -> better(choice, here, lot));
    }

    private static Optional<Move> better(SvmChoice choice, Ranked here, double lot) {
        Ranked best = choice.ranked().get(0);
        if (Standing.BEST_FIRST.compare(best.standing(), here.standing()) < 0) {
            return Optional.of(new Move(Optional.of(best.svm()), advantage(best.standing(), here.standing())));
        }
        return lot < share(choice, here, best.svm()) ? Optional.of(new Move(Optional.of(best.svm()), "the other has far fewer agents")) : Optional.empty();
    }

    private static String advantage(Standing best, Standing here) {
        if (best.licensed() != here.licensed()) {
            return "the other has a valid licence";
        }
        return best.fitting() != here.fitting() ? "the other has a licence key for this kind of guest" : "the other is near";
    }

    /** The part of the agents on too full SVMs that has to go so that the emptiest has as many as the mean. */
    private static double share(SvmChoice choice, Ranked here, Svm emptiest) {
        int gap = here.svm().agents() - emptiest.agents();
        if (gap < MARGIN || gap < CLEAR * here.svm().agents()) {
            return 0;
        }
        List<Svm> alike = choice.ranked().stream().filter(one -> one.standing().equals(here.standing())).map(Ranked::svm).toList();
        double mean = alike.stream().mapToInt(Svm::agents).average().orElse(0);
        double crowd = alike.stream().mapToInt(Svm::agents).filter(agents -> agents > mean).asDoubleStream().sum();
        return here.svm().agents() > mean ? (mean - emptiest.agents()) / crowd : 0;
    }
}
