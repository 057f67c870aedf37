package org.palisade.scanserver.engine.container;

import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/** Keeps a few arrays of {@value #BYTES} bytes for whoever needs one next, so that a scan and each member of an archive make none. Thread-safe. */
public final class Buffers {

    /** Length of each. */
    public static final int BYTES = 64 << 10;

    private static final int MOST_KEPT = 128;

    private final ConcurrentLinkedQueue<byte[]> kept = new ConcurrentLinkedQueue<>();
    private final AtomicInteger count = new AtomicInteger();

    /** An array with anything in it. */
    public byte[] take() {
        byte[] buffer = kept.poll();
        if (buffer == null) {
            return new byte[BYTES];
        }
        count.decrementAndGet();
        return buffer;
    }

    /** Takes one back; its giver must not use it any more. */
    public void give(byte[] buffer) {
        if (buffer.length == BYTES && count.incrementAndGet() <= MOST_KEPT) {
            kept.add(buffer);
        } else if (buffer.length == BYTES) {
            count.decrementAndGet();
        }
    }
}
