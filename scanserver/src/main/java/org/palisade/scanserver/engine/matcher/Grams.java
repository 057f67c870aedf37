package org.palisade.scanserver.engine.matcher;

import java.util.Arrays;

/**
 * Finds what may stand at a place by the bytes there. A filter of two bits a gram says at once that nothing does; what passes is looked up in a table whose
 * entries lie together by the high bits of a multiplicative hash (the low ones would put half of all grams into a few places).
 */
final class Grams {

    private static final long MULTIPLIER = 0x9e3779b97f4a7c15L;

    private final long[] filter;
    private final int filterShift;
    private final int[] starts;
    private final int tableShift;
    private final long[] keys;
    private final int[] pieces;
    private final char[] places;

    private Grams(Entries entries) {
        int count = entries.count;
        // At least 16 bits of filter for each gram, from 1 KB (stays in the first cache) to 4 MB.
        int words = Math.max(7, Math.min(19, 32 - Integer.numberOfLeadingZeros(Math.max(1, count - 1)) - 2));
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
            filter[(int) (hash >>> filterShift)] |= bits(hash);
            starts[(int) (hash >>> tableShift) + 1]++;
        }
        for (int i = 1; i < starts.length; i++) {
            starts[i] += starts[i - 1];
        }
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
        private int count;

        /** A gram of a piece, and the place in the piece where it begins. */
        void add(long key, int piece, int place) {
            if (count == keys.length) {
                keys = Arrays.copyOf(keys, count * 2);
                pieces = Arrays.copyOf(pieces, count * 2);
                places = Arrays.copyOf(places, count * 2);
            }
            keys[count] = key;
            pieces[count] = piece;
            places[count++] = (char) place;
        }

        Grams build() {
            return new Grams(this);
        }
    }

    boolean empty() {
        return keys.length == 0;
    }

    /** To be computed once a gram and given to {@link #maybe}, {@link #first} and {@link #end}. */
    static long hash(long key) {
        return key * MULTIPLIER;
    }

    /** Whether anything may stand where the gram with this hash is. */
    boolean maybe(long hash) {
        long bits = bits(hash);
        return (filter[(int) (hash >>> filterShift)] & bits) == bits;
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
