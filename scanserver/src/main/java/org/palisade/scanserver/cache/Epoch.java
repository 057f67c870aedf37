package org.palisade.scanserver.cache;

import java.util.Optional;
import org.palisade.protocol.scan.Digest;

/**
 * A time in which one signature set was in use.
 *
 * @param number       counts up, never given twice
 * @param signatureSet identity of the set
 * @param build        build of the engine
 * @param since        when it came into use, milliseconds since 1970
 * @param difference   to the epoch before
 */
record Epoch(int number, String signatureSet, String build, long since, Difference difference) {

    /** What became of an entry. */
    enum State {
        /** Its verdict holds under the present set. */
        VALID,
        /** It was clean and its digest has become infected; so it holds under the present set. */
        INFECTED,
        /** It must be scanned again. */
        DUE,
        /** Its verdict is wrong, or nothing is known of the time it comes from. */
        VOID
    }

    /**
     * The judgement on an entry.
     *
     * @param threat new name of the threat; empty unless {@link State#INFECTED}
     * @param due    the epoch that made it due, or the present one
     * @param before the set under which it was valid last
     */
    record Judgement(State state, String threat, Epoch due, String before) {
    }

    /** True if it is due under this epoch, having been valid under the one before. */
    boolean makesDue(boolean clean, boolean parts, long size) {
        return difference.everything() || clean && (difference.bodies() || parts && difference.hashes()) || difference.sizes().contains(size);
    }

    /** As {@link Difference#threat}. */
    Optional<String> threat(Digest digest, long size) {
        return difference.infected().isEmpty() ? Optional.empty() : difference.threat(digest, size);
    }
}
