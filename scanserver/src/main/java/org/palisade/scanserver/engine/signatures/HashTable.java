package org.palisade.scanserver.engine.signatures;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Digests of one length with a size and a name each, in four arrays: about 60 bytes an entry with a name of 25 characters, whatever their number, and nothing for
 * the garbage collector to walk through. Filled by one thread, then {@link #close closed}; from then on it is immutable.
 */
final class HashTable {

    /** Stands for every size. */
    static final long ANY_SIZE = -1;
    /** No entry. */
    static final int NONE = -1;

    private static final int FIRST = 16;
    /** Longest array that every JVM gives. */
    private static final long LONGEST = Integer.MAX_VALUE - 8;

    private final int width;
    private byte[] hashes = new byte[0];
    private int[] records = new int[0];
    /** A record: the size plus one as a number of 7 bits a byte, the length of the name, the name. */
    private byte[] texts = new byte[0];
    private int[] slots = new int[FIRST];
    private int count;
    private int textEnd;
    private long[] sizes = new long[1];
    private boolean anySize;

    HashTable(int width) {
        this.width = width;
    }

    int count() {
        return count;
    }

    /**
     * Adds an entry.
     *
     * @return false if the same digest is there already with that size
     */
    boolean add(byte[] hash, long size, byte[] name, int nameFrom, int nameTo) throws SkippedException {
        if (count * 3L >= slots.length * 2L) {
            rehash();
        }
        int slot = slot(hash, 0, size);
        if (slots[slot] != 0) {
            return false;
        }
        if ((count + 1L) * width > LONGEST || textEnd + 300L > LONGEST) {
            throw new SkippedException("too many");
        }
        hashes = room(hashes, count * width, width);
        if (count == records.length) {
            records = Arrays.copyOf(records, Math.max(FIRST, count + (count >> 1)));
        }
        texts = room(texts, textEnd, nameTo - nameFrom + 12);
        System.arraycopy(hash, 0, hashes, count * width, width);
        records[count] = textEnd;
        long rest = size + 1;
        while (rest > 127) {
            texts[textEnd++] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        texts[textEnd++] = (byte) rest;
        texts[textEnd++] = (byte) (nameTo - nameFrom);
        System.arraycopy(name, nameFrom, texts, textEnd, nameTo - nameFrom);
        textEnd += nameTo - nameFrom;
        anySize |= size == ANY_SIZE;
        slots[slot] = ++count;
        return true;
    }

    /** Gives back what was kept for growing and makes the map of sizes. */
    void close() {
        hashes = Arrays.copyOf(hashes, count * width);
        records = Arrays.copyOf(records, count);
        texts = Arrays.copyOf(texts, textEnd);
        int bits = Integer.highestOneBit(Math.max(64, Math.min(count, 1 << 25))) * 32;
        sizes = new long[bits / 64];
        for (int i = 0; i < count; i++) {
            int bit = sizeBit(size(i));
            sizes[bit >>> 6] |= 1L << bit;
        }
    }

    /**
     * Whether an object of that size has to be hashed that way. False is certain; true is wrong for at most one size in thirty.
     */
    boolean wants(long size) {
        if (count == 0) {
            return false;
        }
        int bit = sizeBit(size);
        return anySize || (sizes[bit >>> 6] & 1L << bit) != 0;
    }

    /** The entry for a digest of an object of that size, else {@link #NONE}. */
    int find(byte[] hash, long size) {
        int entry = slots[slot(hash, 0, size)] - 1;
        return entry < 0 && anySize ? slots[slot(hash, 0, ANY_SIZE)] - 1 : entry;
    }

    /** Whether the very same entry, its size and name included, is in another table of that width. */
    boolean sameIn(HashTable other, int entry) {
        int there = other.slots[other.slot(hashes, entry * width, size(entry))] - 1;
        if (there < 0) {
            return false;
        }
        int mine = records[entry];
        int theirs = other.records[there];
        return Arrays.equals(texts, mine, recordEnd(mine), other.texts, theirs, other.recordEnd(theirs));
    }

    String name(int entry) {
        int at = nameLength(records[entry]);
        return new String(texts, at + 1, texts[at] & 0xff, StandardCharsets.US_ASCII);
    }

    long size(int entry) {
        long size = 0;
        int at = records[entry];
        for (int shift = 0;; shift += 7) {
            byte part = texts[at++];
            size |= (long) (part & 0x7f) << shift;
            if (part >= 0) {
                return size - 1;
            }
        }
    }

    byte[] hash(int entry) {
        return Arrays.copyOfRange(hashes, entry * width, (entry + 1) * width);
    }

    private int nameLength(int record) {
        int at = record;
        while (texts[at] < 0) {
            at++;
        }
        return at + 1;
    }

    private int recordEnd(int record) {
        int at = nameLength(record);
        return at + 1 + (texts[at] & 0xff);
    }

    /** The slot where the digest with that size is, or the free one where it would be. */
    private int slot(byte[] hash, int from, long size) {
        // From the high bits of a product: the digests are random, but a database may hold any bytes.
        long key = (word(hash, from) ^ word(hash, from + width - 8) * 0xd6e8feb86659fd93L ^ (size + 1) * 0xff51afd7ed558ccdL) * 0x9e3779b97f4a7c15L;
        int slot = (int) (key >>> 32) & slots.length - 1;
        while (slots[slot] != 0) {
            int entry = slots[slot] - 1;
            if (Arrays.equals(hashes, entry * width, (entry + 1) * width, hash, from, from + width) && size(entry) == size) {
                return slot;
            }
            slot = slot + 1 & slots.length - 1;
        }
        return slot;
    }

    private void rehash() {
        slots = new int[Math.multiplyExact(slots.length, 2)];
        for (int i = 0; i < count; i++) {
            slots[slot(hashes, i * width, size(i))] = i + 1;
        }
    }

    private int sizeBit(long size) {
        // Sizes are often multiples of something: mixed twice.
        long key = size * 0x9e3779b97f4a7c15L;
        return (int) ((key ^ key >>> 32) * 0xd6e8feb86659fd93L >>> 32) & sizes.length * 64 - 1;
    }

    private static long word(byte[] bytes, int at) {
        long word = 0;
        for (int i = 0; i < 8; i++) {
            word = word << 8 | bytes[at + i] & 0xff;
        }
        return word;
    }

    private static byte[] room(byte[] array, int used, int more) {
        if (used + more <= array.length) {
            return array;
        }
        return Arrays.copyOf(array, (int) Math.min(LONGEST, Math.max(1024, Math.max(used + (long) more, array.length + (array.length >> 1)))));
    }
}
