package org.palisade.scanserver.cache;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.atomic.AtomicLong;

/**
 * All entries, in stripes. Bounded: when it is full, what was not asked for lately goes, from the stripe the new one comes to.
 */
final class Table {

    private static final Logger LOG = System.getLogger(Table.class.getName());
    private static final int MOST_STRIPES = 1024;
    private static final int PER_STRIPE = 32_768;
    private static final int SLICE = 512;

    private final Hashing hashing;
    private final Stripe[] stripes;
    private final int shift;
    private final AtomicLong size = new AtomicLong();
    private volatile long limit;

    Table(int limit, long seed) {
        this.limit = limit;
        this.hashing = new Hashing(seed);
        int bits = 0;
        while (1 << bits < MOST_STRIPES && limit >>> bits > PER_STRIPE) {
            bits++;
        }
        stripes = new Stripe[1 << bits];
        shift = Long.SIZE - 1 - bits;
        for (int i = 0; i < stripes.length; i++) {
            stripes[i] = new Stripe(hashing);
        }
    }

    long size() {
        return size.get();
    }

    long memory() {
        long bytes = 0;
        for (Stripe stripe : stripes) {
            bytes += stripe.memory();
        }
        return bytes;
    }

    long find(long a, long b, long c, long d, long form, int scope) {
        long hash = hashing.hash(a, b, form, scope);
        return stripes[place(hash)].find(hash, a, b, c, d, form, scope);
    }

    /** Reads where the answer would be, for nothing but to have it near. */
    long touch(long a, long b, long form, int scope, boolean entry) {
        long hash = hashing.hash(a, b, form, scope);
        return stripes[place(hash)].touch(hash, entry);
    }

    /** As {@link Stripe#put}; never {@link Stripe#NO_ROOM} unless not one entry fits. */
    long put(long a, long b, long c, long d, long form, int scope, int kind, int epoch, int time) {
        long hash = hashing.hash(a, b, form, scope);
        int place = place(hash);
        long result = stripes[place].put(hash, a, b, c, d, form, scope, kind, epoch, time, size.get() >= limit);
        if (result == Stripe.NO_ROOM && size.get() < limit) {
            limit = Math.max(1, size.get());
            LOG.log(Level.WARNING, "no memory outside the heap for more than {0} cached verdicts: older ones go from now on; raise -XX:MaxDirectMemorySize", limit);
            result = stripes[place].put(hash, a, b, c, d, form, scope, kind, epoch, time, true);
        }
        if (result == Stripe.NO_ROOM) {
            // This stripe has nothing to give: another one makes the room.
            long evicted = evictBeside(place);
            if (evicted == Stripe.NONE) {
                return Stripe.NO_ROOM;
            }
            size.decrementAndGet();
            result = stripes[place].put(hash, a, b, c, d, form, scope, kind, epoch, time, false);
            if (result == Stripe.ADDED) {
                size.incrementAndGet();
            }
            return result == Stripe.ADDED ? evicted | Stripe.OTHER : result;
        }
        if (result == Stripe.ADDED) {
            size.incrementAndGet();
        }
        return result;
    }

    private long evictBeside(int place) {
        for (int i = 1; i < stripes.length; i++) {
            long kind = stripes[place + i & stripes.length - 1].evict();
            if (kind != Stripe.NONE) {
                return kind;
            }
        }
        return Stripe.NONE;
    }

    /** What happens between two looks, when no lock is held. */
    @FunctionalInterface
    interface Pause {
        /**
         * Works.
         *
         * @throws IOException to end the visit
         */
        void between() throws IOException;
    }

    /**
     * Shows every entry that is there throughout to a visitor, a few under one lock.
     *
     * @param change whether the visitor's answers are carried out
     */
    void visit(boolean change, Stripe.Visitor visitor, Pause pause) throws IOException {
        for (Stripe stripe : stripes) {
            int next = stripe.count();
            while (next > 0) {
                next = stripe.visit(next, SLICE, change, (a, b, c, d, form, scope, kind, epoch, time) -> {
                    long wanted = visitor.visit(a, b, c, d, form, scope, kind, epoch, time);
                    if (change && wanted == Stripe.NONE) {
                        size.decrementAndGet();
                    }
                    return wanted;
                });
                pause.between();
            }
        }
    }

    private int place(long hash) {
        return (int) (hash >>> 1 >>> shift);
    }
}
