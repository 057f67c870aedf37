package org.palisade.agent.discovery;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * What became of the SVMs there are.
 *
 * @param ranked  those this agent may go to, the best first
 * @param leftOut the others, in the order of the list
 */
public record SvmChoice(List<Ranked> ranked, List<LeftOut> leftOut) {

    /**
     * How good an SVM is whoever else uses it.
     *
     * @param licensed its licence is known to be valid
     * @param fitting  one of its keys is known to fit the guest's role
     * @param near     it is known to be near; false for all if that does not count
     */
    record Standing(boolean licensed, boolean fitting, boolean near) {

        static final Comparator<Standing> BEST_FIRST = Comparator.comparing(Standing::licensed).thenComparing(Standing::fitting)
                .thenComparing(Standing::near).reversed();
    }

    /** An SVM to go to. */
    record Ranked(Svm svm, Standing standing) {

        static final Comparator<Ranked> BEST_FIRST = Comparator.comparing(Ranked::standing, Standing.BEST_FIRST)
                .thenComparing(Ranked::svm, Svm.BEST_FIRST);
    }

    /** An SVM not to go to. */
    public record LeftOut(Svm svm, Exclusion why) {
    }

    /** The SVMs to go to, the best first. */
    List<Svm> svms() {
        return ranked.stream().map(Ranked::svm).toList();
    }

    Optional<Ranked> ranked(UUID id) {
        return ranked.stream().filter(one -> one.svm().id().equals(id)).findFirst();
    }

    Optional<LeftOut> leftOut(UUID id) {
        return leftOut.stream().filter(one -> one.svm().id().equals(id)).findFirst();
    }

    /** How many are left out for which reasons, in one line. */
    String reasons() {
        Map<Exclusion, Long> counts = leftOut.stream().collect(Collectors.groupingBy(LeftOut::why, TreeMap::new, Collectors.counting()));
        return counts.entrySet().stream().map(entry -> entry.getValue() + " " + entry.getKey().text()).collect(Collectors.joining("; "));
    }
}
