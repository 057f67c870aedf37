package org.palisade.scanserver.cache;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.palisade.protocol.scan.Digest;
import org.palisade.scanserver.engine.SignatureChange;
import org.palisade.scanserver.engine.SignatureChange.Addition;

/**
 * What one change of signatures says of older entries, made to be asked for one entry.
 *
 * @param everything true if all are due: the difference is not known, or a signature came that any size can match
 * @param bodies     true if what is clean is due
 */
record Difference(boolean everything, boolean bodies, Map<Digest, List<Addition>> infected, Set<Long> sizes, Set<String> withdrawn) {

    /** All are due. */
    static final Difference UNKNOWN = new Difference(true, true, Map.of(), Set.of(), Set.of());
    /** Changes with more parts than this are treated as not known. */
    private static final int MOST = 200_000;
    /** Characters of a threat's name that are kept: it always fits on the wire. */
    private static final int LONGEST_NAME = 255;

    static Difference of(SignatureChange change) {
        if (!change.known() || change.infected().size() + change.sizes().size() + change.withdrawn().size() > MOST) {
            return UNKNOWN;
        }
        return of(change.anySize(), change.bodies(), change.infected(), change.sizes(), change.withdrawn());
    }

    static Difference of(boolean everything, boolean bodies, List<Addition> additions, Set<Long> sizes, Set<String> withdrawn) {
        Map<Digest, List<Addition>> infected = new HashMap<>();
        for (Addition given : additions) {
            Addition addition = new Addition(given.digest(), given.size(), given.threat().substring(0, Math.min(given.threat().length(), LONGEST_NAME)));
            infected.computeIfAbsent(addition.digest(), digest -> new ArrayList<>(1)).add(addition);
        }
        return new Difference(everything, bodies, infected, sizes, withdrawn);
    }

    /** The threat that content with this digest and size is known for now. */
    Optional<String> threat(Digest digest, long size) {
        for (Addition addition : infected.getOrDefault(digest, List.of())) {
            if (addition.size() < 0 || addition.size() == size) {
                return Optional.of(addition.threat());
            }
        }
        return Optional.empty();
    }

    /** True if signatures for whole contents came: such a content may also be a part of another. */
    boolean hashes() {
        return !infected.isEmpty() || !sizes.isEmpty();
    }

    /** Number of parts: what it costs to keep. */
    int weight() {
        return infected.size() + sizes.size() + withdrawn.size();
    }
}
