package org.palisade.scanserver.engine.matcher;

import java.util.Arrays;

/**
 * Finds what may stand at a place by the bytes there. Grams that need not be looked for from the beginning are in the table, yet not in the filter. A filter of two bits a gram says at once that nothing does; what passes is looked up in a table whose
 * entries lie together by the high bits of a multiplicative hash (the low ones would put half of all grams into a few places).
 */
final class Grams {

    private static final long MULTIPLIER = 0x9e3779b97f4a7c15L;

    private static final long TURNED = 0x5bf03635a1c7d92eL;

    private final long[] filter;
    private final int filterShift;
    private final boolean idle;
    private final int[] starts;
    private final int tableShift;
    private final long[] keys;
    private final int[] pieces;
    private final char[] places;

    private Grams(Entries entries) {
        int count = entries.count;
        // At least 16 bits of filter for each gram, from 8 KB (stays in the first cache) to 4 MB.
        int words = Math.max(10, Math.min(19, 32 - Integer.numberOfLeadingZeros(Math.max(1, count - 1)) - 2));
        filter = new long[1 << words];
        filterShift = 64 - words;
        int bits = Math.max(4, Math.min(24, 32 - Integer.numberOfLeadingZeros(Math.max(1, count - 1)) + 1));
        tableShift = 64 - bits;
        starts = new int[(1 << bits) + 1];
        keys = new long[count];
        pieces = new int[count];
        places = new char[count];
        for (int i = 0; i < count; i++) {
            long hash = hash(entries.keys[i]);
            if (entries.eager[i]) {
                admit(filter, entries.keys[i]);
            }
            starts[(int) (hash >>> tableShift) + 1]++;
        }
        for (int i = 1; i < starts.length; i++) {
            starts[i] += starts[i - 1];
        }
        idle = Arrays.stream(filter).allMatch(word -> word == 0);
        int[] next = starts.clone();
        for (int i = 0; i < count; i++) {
            int slot = next[(int) (hash(entries.keys[i]) >>> tableShift)]++;
            keys[slot] = entries.keys[i];
            pieces[slot] = entries.pieces[i];
            places[slot] = entries.places[i];
        }
    }

    /** Collects grams. */
    static final class Entries {
        private long[] keys = new long[64];
        private int[] pieces = new int[64];
        private char[] places = new char[64];
        private boolean[] eager = new boolean[64];
        private int count;

        /** A gram of a piece, and the place in the piece where it begins; whether it has to be looked for from the beginning. */
        void add(long key, int piece, int place, boolean fromBeginning) {
            if (count == keys.length) {
                keys = Arrays.copyOf(keys, count * 2);
                pieces = Arrays.copyOf(pieces, count * 2);
                places = Arrays.copyOf(places, count * 2);
                eager = Arrays.copyOf(eager, count * 2);
            }
            keys[count] = key;
            eager[count] = fromBeginning;
            pieces[count] = piece;
            places[count++] = (char) place;
        }

        Grams build() {
            return new Grams(this);
        }
    }

    /** What {@link #maybe} is asked with, until more grams are admitted to a copy. */
    long[] filter() {
        return filter;
    }

    /** Whether the filter lets nothing pass. */
    boolean idle() {
        return idle;
    }

    /** Lets a gram pass a filter that was copied from this one's. */
    void admit(long[] copy, long key) {
        long hash = hash(key);
        copy[(int) (hash >>> filterShift)] |= bits(hash);
    }

    /** To be computed once a gram and given to {@link #maybe}, {@link #first} and {@link #end}. */
    static long hash(long key) {
        // With the bits turned, so that zeros, the most frequent of all, do not fall together with what happens to hash to few bits.
        return (key ^ TURNED) * MULTIPLIER;
    }

    /** Whether a filter of this size lets a gram with this hash pass. */
    boolean maybe(long[] bitmap, long hash) {
        long bits = bits(hash);
        return (bitmap[(int) (hash >>> filterShift)] & bits) == bits;
    }

    private static long bits(long hash) {
        // A shift takes the low six bits of what it shifts by; these two sixes lie below those that chose the word.
        return 1L << (hash >>> 39) | 1L << (hash >>> 33);
    }

    /** First entry to look at. */
    int first(long hash) {
        return starts[(int) (hash >>> tableShift)];
    }

    /** Entry to stop before. */
    int end(long hash) {
        return starts[(int) (hash >>> tableShift) + 1];
    }

    long key(int entry) {
        return keys[entry];
    }

    int piece(int entry) {
        return pieces[entry];
    }

    /** The place in the piece where the gram begins. */
    int place(int entry) {
        return places[entry];
    }
}
