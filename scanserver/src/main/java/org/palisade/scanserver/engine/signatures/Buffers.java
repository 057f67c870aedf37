package org.palisade.scanserver.engine.signatures;

import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/** Keeps a few arrays of {@value #BYTES} bytes for the next scan, so that a scan makes none. Thread-safe. */
final class Buffers {

    static final int BYTES = 64 << 10;

    private static final int MOST_KEPT = 64;

    private final ConcurrentLinkedQueue<byte[]> kept = new ConcurrentLinkedQueue<>();
    private final AtomicInteger count = new AtomicInteger();

    /** An array with anything in it. */
    byte[] take() {
        byte[] buffer = kept.poll();
        if (buffer == null) {
            return new byte[BYTES];
        }
        count.decrementAndGet();
        return buffer;
    }

    /** Takes one back; its giver must not use it any more. */
    void give(byte[] buffer) {
        if (buffer.length == BYTES && count.incrementAndGet() <= MOST_KEPT) {
            kept.add(buffer);
        } else if (buffer.length == BYTES) {
            count.decrementAndGet();
        }
    }
}
