package org.palisade.scanserver.scan;

import java.time.Duration;

/**
 * How fast an agent delivers what was asked of it. Only the time counts in which the server waits for the agent, not the agent for the server. Times are those of
 * {@link System#nanoTime}.
 */
final class Pace {

    /** Bytes a second. A single full fragment every nine seconds would be 28 KiB/s, and keep a place for as long as the deadline allows. */
    private static final long LEAST = 64 * 1024;

    private final long grace;
    private long waited;
    private long bytes;
    private long since;
    private long last;
    private boolean waiting;

    /** {@code grace} is the longest silence, and how long an agent may be slow before its mean is looked at. */
    Pace(Duration grace) {
        this.grace = grace.toNanos();
    }

    /** From now on the server waits. */
    void await(long now) {
        waiting = true;
        since = now;
        last = now;
    }

    void arrived(long now, int length) {
        bytes += length;
        last = now;
    }

    /** What the server waited for is there. */
    void resume(long now) {
        if (waiting) {
            waiting = false;
            waited += now - since;
        }
    }

    boolean tooSlow(long now) {
        if (!waiting) {
            return false;
        }
        long whole = waited + now - since;
        return now - last > grace || whole > grace && bytes < LEAST * (whole / 1e9);
    }
}
