package org.palisade.scanserver.engine.matcher;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Chooses by which bytes a piece is found, and enters them. Eleven bytes in a row are found by one of four grams of eight at every fourth place, seven by one of
 * four grams of four; for four bytes every place has to be looked at, for two as well. What counts is how often the grams occur, in ordinary files and in the
 * signatures themselves: choosing by anything less costs a factor of ten and more.
 */
final class Windows {

    /** Length of each kind of window, and of the grams it is found by. */
    private static final int[] WINDOW = {11, 7, 4, 2};
    private static final int[] GRAM = {8, 4, 4, 2};
    private static final int ALIGNMENTS = 4;
    private static final int VARIANTS = 16;
    private static final int SEEN_BITS = 20;
    /** Every gram entered fills the filters a little; one looked for at every place counts more. */
    private static final float ENTRY = 0.05f;
    private static final float EVERYWHERE = 30;
    private static final float LAST_RESORT = 1e6f;

    private final Frequencies frequencies;
    /** In how many pieces a gram stands, up to 127. */
    private final byte[] seen = new byte[1 << SEEN_BITS];
    private final Grams.Entries[] entries = {new Grams.Entries(), new Grams.Entries(), new Grams.Entries(), new Grams.Entries()};
    private final Map<Integer, long[]> late = new HashMap<>();
    private float[] costs = new float[64];

    Windows(Frequencies frequencies, List<Piece> all) {
        this.frequencies = frequencies;
        for (Piece piece : all) {
            for (int i = 0; i + 4 <= piece.length(); i++) {
                if (variants(piece, i, 4) == 1) {
                    int cell = cell((int) key(piece, i, 4, 0));
                    seen[cell] += seen[cell] < Byte.MAX_VALUE ? 1 : 0;
                }
            }
        }
    }

    /** Grams of eight and four bytes looked for at every fourth place, of four and two at every place. */
    Grams[] build() {
        Grams[] built = new Grams[entries.length];
        for (int i = 0; i < built.length; i++) {
            built[i] = entries[i].build();
        }
        return built;
    }

    /** By piece, for those that are looked for only once the piece before was found: their grams, the first of these its length in bytes. */
    Map<Integer, long[]> late() {
        return late;
    }

    /**
     * Enters the best window of a piece. Of a later piece of a body, grams that have to be looked for at every place are left asleep.
     *
     * @return the place where the earliest of its grams begins
     */
    int enter(Piece piece, int number, boolean later) {
        fillCosts(piece);
        int best = -1;
        int kind = 0;
        float lowest = Float.MAX_VALUE;
        for (int k = 0; k < WINDOW.length && (best < 0 || k < WINDOW.length - 1); k++) {
            for (int i = 0; i + WINDOW[k] <= piece.length(); i++) {
                float cost = cost(piece, k, i);
                if (cost < lowest) {
                    lowest = cost;
                    best = i;
                    kind = k;
                }
            }
        }
        int grams = kind < 2 ? ALIGNMENTS : 1;
        boolean asleep = later && kind >= 2;
        if (asleep) {
            int variants = variants(piece, best, GRAM[kind]);
            long[] keys = new long[variants + 1];
            keys[0] = GRAM[kind];
            for (int variant = 0; variant < variants; variant++) {
                keys[variant + 1] = key(piece, best, GRAM[kind], variant);
            }
            late.put(number, keys);
        }
        for (int i = 0; i < grams; i++) {
            int variants = variants(piece, best + i, GRAM[kind]);
            for (int variant = 0; variant < variants; variant++) {
                entries[kind].add(key(piece, best + i, GRAM[kind], variant), number, best + i, !asleep);
            }
        }
        return best;
    }

    private void fillCosts(Piece piece) {
        int count = piece.length() - 3;
        if (count > costs.length) {
            costs = new float[count * 2];
        }
        for (int i = 0; i < count; i++) {
            int variants = variants(piece, i, 4);
            float sum = variants == 0 ? -1 : 0;
            for (int variant = 0; variant < variants; variant++) {
                int gram = (int) key(piece, i, 4, variant);
                sum += frequencies.rate(gram) * (1 + seen[cell(gram)] / 4f) + ENTRY;
            }
            costs[i] = sum;
        }
    }

    private float cost(Piece piece, int kind, int start) {
        if (kind == 3) {
            int variants = variants(piece, start, 2);
            return variants == 0 ? Float.MAX_VALUE : variants * LAST_RESORT * (piece.value()[start] == 0 && piece.value()[start + 1] == 0 ? 8 : 1);
        }
        if (kind == 2) {
            return costs[start] < 0 ? Float.MAX_VALUE : costs[start] + EVERYWHERE;
        }
        float sum = 0;
        for (int i = start; i < start + ALIGNMENTS; i++) {
            float rarest = costs[i];
            if (kind == 0) {
                if (variants(piece, i, 8) != 1) {
                    return Float.MAX_VALUE;
                }
                // A gram of eight bytes is at most as frequent as the rarest four in it.
                for (int k = i + 1; k <= i + 4; k++) {
                    rarest = Math.min(rarest, costs[k]);
                }
            }
            if (rarest < 0) {
                return Float.MAX_VALUE;
            }
            sum += rarest / ALIGNMENTS;
        }
        return sum;
    }

    /** How many grams these places stand for, 0 if too many or not fixed. */
    private static int variants(Piece piece, int start, int length) {
        int variants = 1;
        for (int i = start; i < start + length; i++) {
            if (!piece.fixed(i)) {
                return 0;
            }
            variants *= piece.mask()[i] == Piece.FIXED ? 1 : 2;
        }
        return variants <= VARIANTS ? variants : 0;
    }

    private static long key(Piece piece, int start, int length, int variant) {
        long key = 0;
        int bit = 0;
        for (int i = 0; i < length; i++) {
            long octet = piece.value()[start + i] & 0xff;
            if (piece.mask()[start + i] != Piece.FIXED) {
                octet |= (variant >> bit & 1) << 5;
                bit++;
            }
            key |= octet << 8 * i;
        }
        return key;
    }

    private static int cell(int gram) {
        return gram * 0x9e3779b1 >>> 32 - SEEN_BITS;
    }
}
