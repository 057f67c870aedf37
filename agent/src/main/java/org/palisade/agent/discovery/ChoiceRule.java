package org.palisade.agent.discovery;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.palisade.agent.discovery.ChoiceConfig.Algorithm;
import org.palisade.agent.discovery.ChoiceConfig.Outside;
import org.palisade.protocol.http.Place;
import org.palisade.protocol.scan.Limits;
import org.palisade.protocol.tls.MutualTls;

/**
 * Which SVM this agent goes to. First some are left out: by version, protection of the channel, connection tags, databases; the extended algorithm leaves
 * out by place too. Of the others, one with a valid licence comes first, then one whose key fits the guest's role. Then the standard algorithm takes a near
 * one; both take the one with the fewest agents, then the less loaded, then the one with the lower id.
 */
final class ChoiceRule {

    private final ChoiceConfig config;
    private final String guest;

    /**
     * A rule for one guest.
     *
     * @param guest kind of the guest, as in {@code SvmList.Entry.guests}
     */
    ChoiceRule(ChoiceConfig config, String guest) {
        this.config = config;
        this.guest = guest;
    }

    /** The kind of guest this process runs in. */
    static String guest() {
        String system = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
        return system.startsWith("windows") ? "windows" : system.replace(' ', '-');
    }

    /**
     * Chooses among the SVMs the Integration Server tells of.
     *
     * @param own where this agent's guest is
     */
    SvmChoice choose(List<Svm> svms, Optional<Place> own) {
        List<SvmChoice.Ranked> ranked = new ArrayList<>();
        List<SvmChoice.LeftOut> leftOut = new ArrayList<>();
        for (Svm svm : svms) {
            boolean near = near(own, svm.traits().place());
            Optional<Exclusion> why = exclusion(svm.traits(), near);
            why.ifPresentOrElse(reason -> leftOut.add(new SvmChoice.LeftOut(svm, reason)), () -> ranked.add(new SvmChoice.Ranked(svm, standing(svm.traits(), near))));
        }
        ranked.sort(SvmChoice.Ranked.BEST_FIRST);
        return new SvmChoice(List.copyOf(ranked), List.copyOf(leftOut));
    }

    /** The SVMs of a fixed list: nothing is known of them, and all are taken. */
    static SvmChoice fixed(List<Svm> svms) {
        SvmChoice.Standing same = new SvmChoice.Standing(false, false, false);
        return new SvmChoice(svms.stream().map(svm -> new SvmChoice.Ranked(svm, same)).sorted(SvmChoice.Ranked.BEST_FIRST).toList(), List.of());
    }

    private Optional<Exclusion> exclusion(Traits svm, boolean near) {
        if (svm.lowestProtocol() > Limits.VERSION || svm.highestProtocol() > 0 && svm.highestProtocol() < Limits.VERSION) {
            return Optional.of(Exclusion.VERSION);
        }
        if (!svm.channels().map(channels -> channels.contains(MutualTls.VERSION)).orElse(true)) {
            return Optional.of(Exclusion.CHANNEL);
        }
        if (!tagged(svm)) {
            return Optional.of(Exclusion.TAGS);
        }
        if (!svm.guests().map(guests -> guests.contains(guest)).orElse(true)) {
            return Optional.of(Exclusion.GUESTS);
        }
        boolean bound = config.algorithm() == Algorithm.EXTENDED && config.outside() == Outside.REFUSE;
        return bound && !near ? Optional.of(Exclusion.SCOPE) : Optional.empty();
    }

    /** An agent with tags goes where one of them is; an agent without goes where none is asked for. */
    private boolean tagged(Traits svm) {
        boolean shared = !Collections.disjoint(svm.tags().orElse(Set.of()), config.tags());
        if (svm.tagsRequired()) {
            return shared;
        }
        return shared || config.tags().isEmpty() || svm.tags().isEmpty();
    }

    private SvmChoice.Standing standing(Traits svm, boolean near) {
        return new SvmChoice.Standing(svm.licensed(), svm.keys().stream().anyMatch(config.role()::fits), config.algorithm() == Algorithm.STANDARD && near);
    }

    private boolean near(Optional<Place> own, Optional<Place> other) {
        return own.isPresent() && other.isPresent() && scope(own.get()).holds(own.get(), other.get());
    }

    private Scope scope(Place own) {
        if (Scope.openStack(own)) {
            return config.openStackScope();
        }
        return config.algorithm() == Algorithm.STANDARD ? Scope.HOST : config.scope();
    }
}
