package org.palisade.scanserver.engine.signatures;

import java.util.Arrays;
import java.util.List;
import org.palisade.scanserver.engine.signatures.Body.Variant;

/**
 * Finds the parts that may stand at a place by looking at a few bytes there: four where a part has four fixed bytes in a row, else two.
 */
final class Grams {

    /** One variant of one part, found by its gram. */
    record Entry(int body, int part, Variant variant, int gram) {
    }

    private static final int MULTIPLIER = 0x9e3779b1;
    private static final int NONE = -1;

    private final Entry[] entries;
    /** Next entry with the same gram. */
    private final int[] next;
    private final long[] filter;
    private final int filterShift;
    private final int[] table;
    private final int tableShift;
    /** First entry by two bytes; empty if no part is that short of fixed bytes. */
    private final int[] pairs;

    Grams(List<Entry> all) {
        entries = all.toArray(Entry[]::new);
        next = new int[entries.length];
        Arrays.fill(next, NONE);
        // 64 bits and 2 slots an entry: one place in sixty passes the filter without need, and chains stay short.
        int bits = Math.max(16, 32 - Integer.numberOfLeadingZeros(Math.max(1, entries.length - 1)) + 6);
        filterShift = 32 - Math.min(bits, 24);
        filter = new long[1 << 26 - filterShift];
        tableShift = 32 - (bits - 5);
        table = new int[1 << 32 - tableShift];
        Arrays.fill(table, NONE);
        boolean anyPair = all.stream().anyMatch(entry -> run(entry.variant(), entry.gram()) < Integer.BYTES);
        pairs = new int[anyPair ? 1 << 16 : 0];
        Arrays.fill(pairs, NONE);
        for (int i = 0; i < entries.length; i++) {
            insert(i);
        }
    }

    private void insert(int index) {
        Entry entry = entries[index];
        if (run(entry.variant(), entry.gram()) < Integer.BYTES) {
            int pair = four(entry.variant().value(), entry.gram(), 2);
            next[index] = pairs[pair];
            pairs[pair] = index;
            return;
        }
        int gram = four(entry.variant().value(), entry.gram(), Integer.BYTES);
        int hash = gram * MULTIPLIER;
        filter[hash >>> filterShift >>> 6] |= 1L << (hash >>> filterShift);
        int slot = hash >>> tableShift;
        while (table[slot] != NONE && gramOf(table[slot]) != gram) {
            slot = slot + 1 & table.length - 1;
        }
        next[index] = table[slot];
        table[slot] = index;
    }

    /** Whether anything may stand where these four bytes are. */
    boolean maybe(int gram) {
        int place = gram * MULTIPLIER >>> filterShift;
        return (filter[place >>> 6] & 1L << place) != 0;
    }

    /** First entry with these four bytes, {@code -1} if none. */
    int first(int gram) {
        int slot = gram * MULTIPLIER >>> tableShift;
        while (table[slot] != NONE) {
            if (gramOf(table[slot]) == gram) {
                return table[slot];
            }
            slot = slot + 1 & table.length - 1;
        }
        return NONE;
    }

    boolean hasPairs() {
        return pairs.length > 0;
    }

    /** First entry with these two bytes, {@code -1} if none. */
    int firstPair(int pair) {
        return pairs[pair];
    }

    int next(int index) {
        return next[index];
    }

    Entry entry(int index) {
        return entries[index];
    }

    private int gramOf(int index) {
        return four(entries[index].variant().value(), entries[index].gram(), Integer.BYTES);
    }

    private static int four(byte[] bytes, int start, int count) {
        int value = 0;
        for (int i = 0; i < count; i++) {
            value = value << 8 | bytes[start + i] & 0xff;
        }
        return value;
    }

    /** How many fixed bytes stand in a row from a place on, four at most. */
    private static int run(Variant variant, int start) {
        int run = 0;
        while (run < Integer.BYTES && start + run < variant.length() && variant.mask()[start + run] == (byte) 0xff) {
            run++;
        }
        return run;
    }

    /**
     * The place of the rarest gram of a variant.
     *
     * @throws Skipped if it has not even two fixed bytes in a row
     */
    static int rarest(Variant variant) throws Skipped {
        int best = NONE;
        int bestScore = NONE;
        for (int i = 0; i + 1 < variant.length(); i++) {
            int run = run(variant, i);
            if (run < 2) {
                continue;
            }
            int length = run < Integer.BYTES ? 2 : Integer.BYTES;
            int score = score(variant.value(), i, length);
            if (score > bestScore) {
                bestScore = score;
                best = i;
            }
        }
        if (best == NONE) {
            throw new Skipped("part without two fixed bytes");
        }
        return best;
    }

    /** Higher for bytes that are rare in programs and text, and for bytes that differ from each other. */
    private static int score(byte[] bytes, int start, int length) {
        int score = length == Integer.BYTES ? 100 : 0;
        for (int i = start; i < start + length; i++) {
            score += rarity(bytes[i] & 0xff);
            for (int k = start; k < i; k++) {
                score += bytes[k] == bytes[i] ? -3 : 1;
            }
        }
        return Math.max(score, 0);
    }

    private static int rarity(int octet) {
        return switch (octet) {
            case 0x00 -> 0;
            case 0xff, 0x20, 0x90, 0xcc -> 1;
            case 0x48, 0x8b, 0x89, 0x83, 0xc0, 0xe8, 0x0f, 0x24, 0x8d, 0x4c, 0x44, 0x01, 0x02, 0x04, 0x08, 0x10, 0x40, 0x80, 0x85 -> 2;
            default -> octet >= '0' && octet <= 'z' ? 4 : 6;
        };
    }
}
