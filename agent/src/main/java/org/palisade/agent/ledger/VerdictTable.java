package org.palisade.agent.ledger;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Fingerprints of clean files, 16 bytes each, in buckets of eight. A file may lie in either of two buckets, which lets the table be four fifths full with
 * hardly a file finding no room. When the bound is reached a hand goes round and takes what was not asked for since it came by last.
 * <p>
 * Any number of threads may look something up while one changes the table; whoever changes it holds the lock of its owner. The two words of a slot are
 * written one after the other: a reader in between sees halves that do not belong together, which match no file.
 */
final class VerdictTable {

    /** What is known of a file. */
    enum Known {
        NOTHING,
        /** Clean; archives were not opened. */
        CLEAN,
        /** Clean, archives and all. */
        CLEAN_INSIDE
    }

    /** Told of every slot that changed. */
    interface Listener {
        void changed(int slot, long first, long second);
    }

    private static final VarHandle WORD = MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.nativeOrder());
    private static final int BYTES = 2 * Long.BYTES;
    private static final int WAYS = 8;
    private static final int NONE = -1;
    /** Laid over the second word if archives were opened: far away from the word itself, whichever bits are damaged. */
    private static final long INSIDE = 0x9e3779b97f4a7c15L;

    private final int most;
    private final int buckets;
    private final Listener listener;
    /** Outside the heap: what lives as long as the process would make the collector keep half as much again in reserve. */
    private final ByteBuffer words;
    /** A bit a slot: asked for since the hand came by. Readers may lose each other's bits, which makes a file look a little less wanted. */
    private final byte[] wanted;
    private int used;
    private int hand;

    /**
     * An empty table.
     *
     * @param most most files in it, 0–10,000,000
     */
    VerdictTable(int most, Listener listener) {
        this.most = most;
        this.listener = listener;
        this.buckets = slots(most) / WAYS;
        this.words = ByteBuffer.allocateDirect(slots(most) * BYTES).order(ByteOrder.nativeOrder());
        this.wanted = new byte[buckets];
    }

    /** Slots of a table for so many files: a quarter more than files, in whole buckets. */
    static int slots(int most) {
        return Math.max(1, (int) ((most * 5L / 4 + WAYS - 1) / WAYS)) * WAYS;
    }

    /** Looks a file up; allocates nothing and waits for nobody. */
    Known find(long first, long second) {
        int slot = slot(first, second);
        if (slot == NONE) {
            return Known.NOTHING;
        }
        int bit = 1 << slot % WAYS;
        if ((wanted[slot / WAYS] & bit) == 0) {
            wanted[slot / WAYS] |= (byte) bit;
        }
        long word = second(slot);
        if (word == second) {
            return Known.CLEAN;
        }
        return word == (second ^ INSIDE) ? Known.CLEAN_INSIDE : Known.NOTHING;
    }

    /** Puts a file in; one known with its archives stays known so. */
    void put(long first, long second, boolean inside) {
        int slot = slot(first, second);
        if (slot != NONE) {
            if (inside) {
                write(slot, first, second ^ INSIDE);
            }
            return;
        }
        if (most == 0) {
            return;
        }
        if (used >= most) {
            evict();
        }
        slot = vacancy(first);
        if (slot == NONE) {
            slot = victim(first);
        } else {
            used++;
        }
        write(slot, first, inside ? second ^ INSIDE : second);
    }

    /** Takes a file out. */
    void remove(long first, long second) {
        for (int slot = slot(first, second); slot != NONE; slot = slot(first, second)) {
            empty(slot);
        }
    }

    /** Empties the table; the listener is not told. */
    void clear() {
        for (int at = 0; at < words.capacity(); at += Long.BYTES) {
            words.putLong(at, 0);
        }
        Arrays.fill(wanted, (byte) 0);
        used = 0;
    }

    /** Puts back what a slot held; the listener is not told. */
    void load(int slot, long first, long second) {
        used += (first == 0 ? 0 : 1) - (first(slot) == 0 ? 0 : 1);
        set(slot, first, second);
    }

    /** Number of files in it. */
    int size() {
        return used;
    }

    private int slot(long first, long second) {
        int slot = slotIn(bucket(first), first, second);
        return slot == NONE ? slotIn(otherBucket(first), first, second) : slot;
    }

    private int slotIn(int bucket, long first, long second) {
        for (int slot = bucket * WAYS; slot < (bucket + 1) * WAYS; slot++) {
            if (first(slot) == first) {
                long difference = second(slot) ^ second;
                if (difference == 0 || difference == INSIDE) {
                    return slot;
                }
            }
        }
        return NONE;
    }

    private int bucket(long first) {
        return (int) ((first >>> 32) * buckets >>> 32);
    }

    private int otherBucket(long first) {
        return (int) ((first & 0xffffffffL) * buckets >>> 32);
    }

    /** A free slot in the emptier of the two buckets; if both are full, one whose file can go to its other bucket. */
    private int vacancy(long first) {
        int one = bucket(first);
        int other = otherBucket(first);
        int vacancy = vacancyIn(free(one) >= free(other) ? one : other);
        if (vacancy == NONE) {
            vacancy = makeRoom(one);
        }
        return vacancy == NONE ? makeRoom(other) : vacancy;
    }

    private int vacancyIn(int bucket) {
        for (int slot = bucket * WAYS; slot < (bucket + 1) * WAYS; slot++) {
            if (first(slot) == 0) {
                return slot;
            }
        }
        return NONE;
    }

    private int makeRoom(int bucket) {
        for (int slot = bucket * WAYS; slot < (bucket + 1) * WAYS; slot++) {
            long first = first(slot);
            int target = vacancyIn(bucket(first) == bucket ? otherBucket(first) : bucket(first));
            if (target != NONE) {
                long second = second(slot);
                // In this order: a file may be missed for a moment, or lost by a kill in between, but never be there twice and survive being forgotten.
                write(slot, 0, 0);
                write(target, first, second);
                return slot;
            }
        }
        return NONE;
    }

    private int free(int bucket) {
        int free = 0;
        for (int slot = bucket * WAYS; slot < (bucket + 1) * WAYS; slot++) {
            free += first(slot) == 0 ? 1 : 0;
        }
        return free;
    }

    /** Whom to push out of two full buckets. */
    private int victim(long first) {
        for (int bucket : new int[] {bucket(first), otherBucket(first)}) {
            int unwanted = ~wanted[bucket] & (1 << WAYS) - 1;
            if (unwanted != 0) {
                return bucket * WAYS + Integer.numberOfTrailingZeros(unwanted);
            }
            wanted[bucket] = 0;
        }
        return bucket(first) * WAYS + hand % WAYS;
    }

    private void evict() {
        // Readers may go on wanting everything; the third round takes what there is.
        for (long steps = 0; ; steps++) {
            int slot = hand;
            hand = (hand + 1) % (buckets * WAYS);
            if (first(slot) != 0) {
                int bit = 1 << slot % WAYS;
                if ((wanted[slot / WAYS] & bit) == 0 || steps > 2L * buckets * WAYS) {
                    empty(slot);
                    return;
                }
                wanted[slot / WAYS] &= (byte) ~bit;
            }
        }
    }

    private void empty(int slot) {
        used--;
        write(slot, 0, 0);
    }

    private void write(int slot, long first, long second) {
        if (first == 0 || first(slot) != first) {
            wanted[slot / WAYS] &= (byte) ~(1 << slot % WAYS);
        }
        set(slot, first, second);
        listener.changed(slot, first, second);
    }

    private long first(int slot) {
        return (long) WORD.getOpaque(words, slot * BYTES);
    }

    private long second(int slot) {
        return (long) WORD.getOpaque(words, slot * BYTES + Long.BYTES);
    }

    private void set(int slot, long first, long second) {
        WORD.setOpaque(words, slot * BYTES, first);
        WORD.setOpaque(words, slot * BYTES + Long.BYTES, second);
    }
}
