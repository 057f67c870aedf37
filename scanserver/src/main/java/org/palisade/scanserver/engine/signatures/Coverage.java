package org.palisade.scanserver.engine.signatures;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * What a load made of the signature files: nothing in them is left out in silence.
 *
 * @param signatureSet identity of the set that was made
 * @param kinds        by file kind ({@code hdb}, {@code ndb}, ...), in alphabetical order
 * @param databases    the database archives that were loaded or refused
 */
public record Coverage(String signatureSet, Map<String, Kind> kinds, List<Database> databases) {

    /** Nothing was loaded. */
    static final Coverage NONE = new Coverage("", Map.of(), List.of());

    /**
     * One file kind.
     *
     * @param loaded  signatures in use
     * @param skipped signatures not in use, by the reason
     */
    public record Kind(int loaded, Map<String, Integer> skipped) {

        /** How many are not in use, for whatever reason. */
        public int skippedCount() {
            return skipped.values().stream().mapToInt(Integer::intValue).sum();
        }
    }

    /**
     * A database archive.
     *
     * @param name     of its file
     * @param version  as its header says; 0 if it was refused
     * @param built    when it was made, as its header says; the epoch if it was refused
     * @param accepted false if it was refused
     */
    public record Database(String name, long version, Instant built, boolean accepted) {
    }

    /** Signatures in use, of all kinds. */
    public int loaded() {
        return kinds.values().stream().mapToInt(Kind::loaded).sum();
    }

    /** Signatures not in use, of all kinds. */
    public int skipped() {
        return kinds.values().stream().mapToInt(Kind::skippedCount).sum();
    }

    /** For a log: {@code hdb 12, ndb 30 (malformed 2)}. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        kinds.forEach((name, kind) -> {
            text.append(text.isEmpty() ? "" : ", ").append(name).append(' ').append(kind.loaded());
            if (!kind.skipped().isEmpty()) {
                StringBuilder reasons = new StringBuilder();
                kind.skipped().forEach((reason, count) -> reasons.append(reasons.isEmpty() ? "" : ", ").append(reason).append(' ').append(count));
                text.append(" (").append(reasons).append(')');
            }
        });
        return text.isEmpty() ? "none" : text.toString();
    }
}
