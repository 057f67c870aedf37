package org.palisade.scanserver.cache;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.LongBuffer;
import java.util.Arrays;
import java.util.concurrent.locks.StampedLock;

/**
 * One part of the table, with a lock of its own. Entries of 64 bytes, a cache line, lie without gaps in blocks outside the heap; an index of 8-byte words
 * (32 bits of the hash, number of the entry + 1; 0 is empty) leads to them by linear probing. Readers take no lock: they read, and read again if a writer was
 * there. Growth renews the index alone, from its own words, so that no pause is long.
 *
 * <p>It is longer than others because index and entries share one lock and change together.
 *
 * <p>Words of an entry: 0–3 digest; 4 form (size, profile, archives); 5 scope, kind; 6 epoch, time; 7 whether it was asked for since the hand passed.
 */
final class Stripe {

    /** Nothing found. */
    static final long NONE = -1;
    /** Put: it was there, just so. */
    static final long UNCHANGED = -2;
    /** Put: it is new. */
    static final long ADDED = -3;
    /** Put: no memory for one more; nothing was done. */
    static final long NO_ROOM = -4;
    /** Set in what {@link #put} returns if the kind belonged to an evicted entry, in what {@link #find} returns if archives were opened though not asked for. */
    static final long OTHER = 1L << 62;

    private static final int WORDS = 8;
    private static final int BLOCK_BITS = 10;
    private static final int BLOCK = 1 << BLOCK_BITS;
    private static final int LINE = 64;
    private static final int FIRST_SLOTS = 64;
    private static final int FORM = 4;
    private static final int SCOPE_KIND = 5;
    private static final int EPOCH_TIME = 6;
    private static final int ASKED = 7;
    /** Longest way of the hand: an eviction is never a long search. */
    private static final int LONGEST_SEARCH = 256;
    private static final int OPTIMISTIC = 3;

    /** Decides on an entry. */
    @FunctionalInterface
    interface Visitor {
        /**
         * Looks at an entry.
         *
         * @return epoch and kind it shall have, as {@link #pack}; {@link #NONE} to remove it
         */
        long visit(long a, long b, long c, long d, long form, int scope, int kind, int epoch, int time);
    }

    private final StampedLock lock = new StampedLock();
    private final Hashing hashing;
    private volatile LongBuffer index = words(FIRST_SLOTS);
    private volatile LongBuffer[] blocks = {};
    private volatile int count;
    private int hand;

    Stripe(Hashing hashing) {
        this.hashing = hashing;
    }

    static long pack(int epoch, int kind) {
        return (long) epoch << Integer.SIZE | kind;
    }

    int count() {
        return count;
    }

    long memory() {
        return (long) index.capacity() * Long.BYTES + (long) blocks.length * BLOCK * WORDS * Long.BYTES;
    }

    /** Epoch and kind as {@link #pack}, with {@link #OTHER} if an entry with archives answers a question without; or {@link #NONE}. */
    long find(long hash, long a, long b, long c, long d, long form, int scope) {
        for (int i = 0; i < OPTIMISTIC; i++) {
            long stamp = lock.tryOptimisticRead();
            if (stamp != 0) {
                long found = probe(hash, a, b, c, d, form, scope);
                if (lock.validate(stamp)) {
                    return found;
                }
            }
        }
        long stamp = lock.readLock();
        try {
            return probe(hash, a, b, c, d, form, scope);
        } finally {
            lock.unlockRead(stamp);
        }
    }

    /** Reads the first word of the index or, if it leads there, of the entry; what it says means nothing. */
    long touch(long hash, boolean entry) {
        LongBuffer slots = index;
        int mask = slots.capacity() - 1;
        long word = slots.get((int) hash & mask);
        if (!entry) {
            return word;
        }
        for (int i = 1; word != 0 && (int) (word >>> Integer.SIZE) != (int) hash && i < WORDS; i++) {
            word = slots.get((int) hash + i & mask);
        }
        int id = (int) word - 1;
        LongBuffer[] all = blocks;
        return id < 0 || id >>> BLOCK_BITS >= all.length ? word : all[id >>> BLOCK_BITS].get((id & BLOCK - 1) * WORDS);
    }

    /** What it reads may be half-written; it must end and stay within the buffers whatever it reads. */
    private long probe(long hash, long a, long b, long c, long d, long form, int scope) {
        LongBuffer slots = index;
        int mask = slots.capacity() - 1;
        int tag = (int) hash;
        long otherwise = NONE;
        for (int slot = tag & mask, steps = 0; steps <= mask; slot = slot + 1 & mask, steps++) {
            long word = slots.get(slot);
            if (word == 0) {
                return otherwise;
            }
            if ((int) (word >>> Integer.SIZE) != tag) {
                continue;
            }
            int id = (int) word - 1;
            LongBuffer[] all = blocks;
            if (id < 0 || id >>> BLOCK_BITS >= all.length) {
                return NONE;
            }
            LongBuffer block = all[id >>> BLOCK_BITS];
            int at = (id & BLOCK - 1) * WORDS;
            long has = block.get(at + FORM);
            if (block.get(at) == a && block.get(at + 1) == b && block.get(at + 2) == c && block.get(at + 3) == d && (has | 1) == (form | 1)) {
                long owner = block.get(at + SCOPE_KIND);
                if ((int) (owner >>> Integer.SIZE) != scope || has < form) {
                    continue;
                }
                long found = pack((int) (block.get(at + EPOCH_TIME) >>> Integer.SIZE), (int) owner);
                if (block.get(at + ASKED) == 0) {
                    block.put(at + ASKED, 1);
                }
                if (has == form) {
                    return found;
                }
                otherwise = found | OTHER;
            }
        }
        return otherwise;
    }

    /**
     * Remembers.
     *
     * @param evict whether another must go if this one is new
     * @return the kind that is not referred to any more, with {@link #OTHER} if its entry was evicted; or {@link #UNCHANGED}, {@link #ADDED}, {@link #NO_ROOM}
     */
    long put(long hash, long a, long b, long c, long d, long form, int scope, int kind, int epoch, int time, boolean evict) {
        long stamp = lock.writeLock();
        try {
            int id = exact(hash, a, b, c, d, form, scope);
            if (id >= 0) {
                return replace(id, kind, epoch, time);
            }
            long result = ADDED;
            if (evict) {
                if (count == 0) {
                    return NO_ROOM;
                }
                result = removeOne() | OTHER;
            } else if (!grown()) {
                return NO_ROOM;
            }
            id = count;
            LongBuffer block = blocks[id >>> BLOCK_BITS];
            int at = (id & BLOCK - 1) * WORDS;
            block.put(at, a).put(at + 1, b).put(at + 2, c).put(at + 3, d).put(at + FORM, form).put(at + SCOPE_KIND, pack(scope, kind))
                    .put(at + EPOCH_TIME, (long) epoch << Integer.SIZE | time & 0xffffffffL).put(at + ASKED, 0);
            insert(index, (long) (int) hash << Integer.SIZE | id + 1);
            count = id + 1;
            return result;
        } finally {
            lock.unlockWrite(stamp);
        }
    }

    private long replace(int id, int kind, int epoch, int time) {
        long owner = word(id, SCOPE_KIND);
        if ((int) owner == kind && (int) (word(id, EPOCH_TIME) >>> Integer.SIZE) == epoch) {
            return UNCHANGED;
        }
        set(id, SCOPE_KIND, pack((int) (owner >>> Integer.SIZE), kind));
        set(id, EPOCH_TIME, (long) epoch << Integer.SIZE | time & 0xffffffffL);
        return (int) owner;
    }

    /** Removes one that nobody asked for lately; its kind, or {@link #NONE} if there is none. */
    long evict() {
        long stamp = lock.writeLock();
        try {
            return count == 0 ? NONE : removeOne();
        } finally {
            lock.unlockWrite(stamp);
        }
    }

    /**
     * Shows entries to a visitor, from high numbers to low: an entry that fills a gap was seen already. The lock is held meanwhile, so ask for few.
     *
     * @param from one more than the highest number to look at
     * @param most entries to look at
     * @param change whether the visitor's answers are carried out
     * @return where to go on, 0 at the end
     */
    int visit(int from, int most, boolean change, Visitor visitor) {
        long stamp = change ? lock.writeLock() : lock.readLock();
        try {
            int start = Math.min(from, count);
            int end = Math.max(0, start - most);
            for (int id = start - 1; id >= end; id--) {
                long owner = word(id, SCOPE_KIND);
                long when = word(id, EPOCH_TIME);
                long wanted = visitor.visit(word(id, 0), word(id, 1), word(id, 2), word(id, 3), word(id, FORM), (int) (owner >>> Integer.SIZE), (int) owner,
                        (int) (when >>> Integer.SIZE), (int) when);
                if (!change) {
                    continue;
                }
                if (wanted == NONE) {
                    remove(id);
                } else {
                    set(id, SCOPE_KIND, pack((int) (owner >>> Integer.SIZE), (int) wanted));
                    set(id, EPOCH_TIME, wanted >>> Integer.SIZE << Integer.SIZE | when & 0xffffffffL);
                }
            }
            return end;
        } finally {
            lock.unlock(stamp);
        }
    }

    private int exact(long hash, long a, long b, long c, long d, long form, int scope) {
        LongBuffer slots = index;
        int mask = slots.capacity() - 1;
        int tag = (int) hash;
        for (int slot = tag & mask;; slot = slot + 1 & mask) {
            long entry = slots.get(slot);
            if (entry == 0) {
                return -1;
            }
            int id = (int) entry - 1;
            if ((int) (entry >>> Integer.SIZE) == tag && word(id, 0) == a && word(id, 1) == b && word(id, 2) == c && word(id, 3) == d
                    && word(id, FORM) == form && (int) (word(id, SCOPE_KIND) >>> Integer.SIZE) == scope) {
                return id;
            }
        }
    }

    /** The second chance: who was asked for since the hand came by is passed over once. */
    private int removeOne() {
        for (int i = 0;; i++) {
            hand = hand >= count ? 0 : hand;
            if (word(hand, ASKED) == 0 || i == LONGEST_SEARCH) {
                int kind = (int) word(hand, SCOPE_KIND);
                remove(hand);
                hand++;
                return kind;
            }
            set(hand, ASKED, 0);
            hand++;
        }
    }

    private void remove(int id) {
        int last = count - 1;
        clear(slotOf(id));
        if (id != last) {
            int slot = slotOf(last);
            index.put(slot, index.get(slot) >>> Integer.SIZE << Integer.SIZE | id + 1);
            for (int i = 0; i < WORDS; i++) {
                set(id, i, word(last, i));
            }
        }
        count = last;
    }

    private int slotOf(int id) {
        long owner = word(id, SCOPE_KIND);
        int tag = (int) hashing.hash(word(id, 0), word(id, 1), word(id, FORM), (int) (owner >>> Integer.SIZE));
        long wanted = (long) tag << Integer.SIZE | id + 1;
        int mask = index.capacity() - 1;
        int slot = tag & mask;
        while (index.get(slot) != wanted) {
            slot = slot + 1 & mask;
        }
        return slot;
    }

    /** Empties a slot and moves back those behind it that may stand nearer to where they belong. */
    private void clear(int slot) {
        LongBuffer slots = index;
        int mask = slots.capacity() - 1;
        int hole = slot;
        int next = hole + 1 & mask;
        for (long word = slots.get(next); word != 0; word = slots.get(next)) {
            int home = (int) (word >>> Integer.SIZE) & mask;
            if ((next - home & mask) >= (next - hole & mask)) {
                slots.put(hole, word);
                hole = next;
            }
            next = next + 1 & mask;
        }
        slots.put(hole, 0);
    }

    /** Makes room for one more, if there is memory. */
    private boolean grown() {
        try {
            if (count >>> BLOCK_BITS == blocks.length) {
                LongBuffer[] more = Arrays.copyOf(blocks, blocks.length + 1);
                more[blocks.length] = words(BLOCK * WORDS);
                blocks = more;
            }
            if ((count + 1) * 10L > index.capacity() * 7L) {
                LongBuffer larger = words(index.capacity() * 2);
                for (int i = 0; i < index.capacity(); i++) {
                    if (index.get(i) != 0) {
                        insert(larger, index.get(i));
                    }
                }
                index = larger;
            }
            return true;
        } catch (OutOfMemoryError e) {
            // The limit of memory outside the heap, which the JVM reports this way. Nothing was begun that is not finished.
            return false;
        }
    }

    private static void insert(LongBuffer slots, long word) {
        int mask = slots.capacity() - 1;
        int slot = (int) (word >>> Integer.SIZE) & mask;
        while (slots.get(slot) != 0) {
            slot = slot + 1 & mask;
        }
        slots.put(slot, word);
    }

    private long word(int id, int word) {
        return blocks[id >>> BLOCK_BITS].get((id & BLOCK - 1) * WORDS + word);
    }

    private void set(int id, int word, long value) {
        blocks[id >>> BLOCK_BITS].put((id & BLOCK - 1) * WORDS + word, value);
    }

    private static LongBuffer words(int words) {
        return ByteBuffer.allocateDirect(words * Long.BYTES + LINE).alignedSlice(LINE).slice(0, words * Long.BYTES).order(ByteOrder.nativeOrder()).asLongBuffer();
    }
}
