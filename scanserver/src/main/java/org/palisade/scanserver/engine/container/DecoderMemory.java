package org.palisade.scanserver.engine.container;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.tukaani.xz.ArrayCache;

/**
 * The memory that the decoders of all walks may take together. An archive of a hundred bytes may ask for a window as large as one decoder may have; a few of them at once on every
 * thread would take the heap away from all others. Thread-safe.
 */
final class DecoderMemory {

    /** The room of the walk that this thread is on. */
    private static final ThreadLocal<Room> WALKING = new ThreadLocal<>();

    static {
        // The library for 7z makes its decoders itself: what they take can be seen here only, where all arrays of LZMA come from.
        ArrayCache.setDefaultCache(new Counted());
    }

    private final long most;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition given = lock.newCondition();
    private long used;

    /**
     * An account.
     *
     * @param most bytes all decoders may have together; 0 for a quarter of the heap
     */
    DecoderMemory(long most) {
        this.most = most == 0 ? Runtime.getRuntime().maxMemory() / 4 : most;
    }

    /** Bytes all decoders may have together. */
    long most() {
        return most;
    }

    /** Bytes they have now. */
    long used() {
        lock.lock();
        try {
            return used;
        } finally {
            lock.unlock();
        }
    }

    boolean take(long bytes) {
        lock.lock();
        try {
            if (bytes > most - used) {
                return false;
            }
            used += bytes;
            return true;
        } finally {
            lock.unlock();
        }
    }

    void give(long bytes) {
        lock.lock();
        try {
            used -= bytes;
            given.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Waits until somebody gives something back, but not long. */
    void await(long nanos) {
        lock.lock();
        try {
            given.await(nanos, TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            // Only threads that are given up are interrupted: the checkpoint says so next.
            Thread.currentThread().interrupt();
        } finally {
            lock.unlock();
        }
    }

    /** From now on what decoders take on this thread is counted there. */
    static void enter(Room room) {
        WALKING.set(room);
    }

    /** The end of that; whatever was not given back is. */
    static void leave(Room room) {
        WALKING.remove();
        room.backTo(0);
    }

    /** Makes arrays and counts them, keeps none. */
    private static final class Counted extends ArrayCache {

        @Override
        public byte[] getByteArray(int size, boolean zeros) {
            count(size);
            return new byte[size];
        }

        @Override
        public int[] getIntArray(int size, boolean zeros) {
            count(4L * size);
            return new int[size];
        }

        @Override
        public void putArray(byte[] array) {
            count(-array.length);
        }

        @Override
        public void putArray(int[] array) {
            count(-4L * array.length);
        }

        private static void count(long bytes) {
            Room room = WALKING.get();
            if (room != null && bytes > 0) {
                room.take(bytes);
            } else if (room != null) {
                room.give(-bytes);
            }
        }
    }
}
