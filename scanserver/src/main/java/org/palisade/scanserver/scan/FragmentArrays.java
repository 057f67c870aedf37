package org.palisade.scanserver.scan;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.palisade.protocol.scan.Limits;

/**
 * Keeps arrays that fragments came in for those that come next: made anew each time, they are most of the garbage of a server that scans. Their lengths are powers of
 * two and the longest frame of an agent. One that is not given back is garbage, no more. Thread-safe.
 */
public final class FragmentArrays {

    private static final int LEAST_BITS = 13;
    private static final int MOST_BITS = Integer.SIZE - Integer.numberOfLeadingZeros(Limits.AGENT_FRAME - 1);
    private static final int KEPT_BYTES = 4 << 20;

    private final List<Kept> lengths = IntStream.rangeClosed(LEAST_BITS, MOST_BITS).mapToObj(bits -> new Kept(Math.min(1 << bits, Limits.AGENT_FRAME))).toList();

    /**
     * An array with anything in it.
     *
     * @param least bytes; 0 to {@link Limits#AGENT_FRAME}
     * @return less than twice as long
     */
    public byte[] take(int least) {
        return least <= 1 << LEAST_BITS - 1 ? new byte[least] : of(least).take();
    }

    /** Takes one back; its giver must not use it any more. Others than those that were taken from here are let go. */
    public void give(byte[] array) {
        if (array.length > 1 << LEAST_BITS - 1 && array.length <= Limits.AGENT_FRAME) {
            of(array.length).give(array);
        }
    }

    /** The same with the array that is behind a buffer, if there is one. */
    public void give(ByteBuffer bytes) {
        if (bytes.hasArray()) {
            give(bytes.array());
        }
    }

    private Kept of(int length) {
        return lengths.get(Math.max(LEAST_BITS, Integer.SIZE - Integer.numberOfLeadingZeros(length - 1)) - LEAST_BITS);
    }

    private static final class Kept {

        private final int length;
        private final ConcurrentLinkedQueue<byte[]> arrays = new ConcurrentLinkedQueue<>();
        private final AtomicInteger count = new AtomicInteger();

        Kept(int length) {
            this.length = length;
        }

        byte[] take() {
            byte[] array = arrays.poll();
            if (array == null) {
                return new byte[length];
            }
            count.decrementAndGet();
            return array;
        }

        void give(byte[] array) {
            if (array.length != length) {
                return;
            }
            if (count.incrementAndGet() <= KEPT_BYTES / length) {
                arrays.add(array);
            } else {
                count.decrementAndGet();
            }
        }
    }
}
