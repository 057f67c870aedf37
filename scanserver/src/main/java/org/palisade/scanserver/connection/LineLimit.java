package org.palisade.scanserver.connection;

import java.util.function.LongSupplier;

/**
 * Keeps strangers from filling the log: so many lines in a window of time, and one line that says how many were left out. Thread-safe.
 */
final class LineLimit {

    private static final int MOST = 20;
    private static final long WINDOW_NANOS = 10_000_000_000L;

    private final LongSupplier nanos;
    private long begun;
    private int lines;
    private long leftOut;

    /**
     * A limit with nothing said yet.
     *
     * @param nanos a clock like {@link System#nanoTime}
     */
    LineLimit(LongSupplier nanos) {
        this.nanos = nanos;
        this.begun = nanos.getAsLong();
    }

    /** True if one more line may be written; if not, it is counted. */
    synchronized boolean take() {
        if (lines < MOST) {
            if (lines == 0) {
                begun = nanos.getAsLong();
            }
            lines++;
            return true;
        }
        leftOut++;
        return false;
    }

    /** To be called every second: the number of lines that were left out in a window that is over now, usually 0. */
    synchronized long over() {
        if (nanos.getAsLong() - begun < WINDOW_NANOS) {
            return 0;
        }
        long count = leftOut;
        lines = 0;
        leftOut = 0;
        return count;
    }
}
