package org.palisade.scanserver.scan;

import java.util.concurrent.atomic.AtomicLong;

/** Bytes that open scans share for fragments beyond their first. Thread-safe. */
final class Spare {

    private final AtomicLong left;

    Spare(long bytes) {
        this.left = new AtomicLong(bytes);
    }

    boolean take(int bytes) {
        if (left.addAndGet(-bytes) >= 0) {
            return true;
        }
        left.addAndGet(bytes);
        return false;
    }

    void give(long bytes) {
        left.addAndGet(bytes);
    }

    long left() {
        return left.get();
    }
}
