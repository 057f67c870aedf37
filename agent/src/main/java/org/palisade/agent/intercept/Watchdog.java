package org.palisade.agent.intercept;

import java.util.function.LongSupplier;

/**
 * The dead-man switch inside the process: if the event thread does not turn any more, the process is ended, so that the kernel lets go of whoever waits.
 * {@link OuterWatchdog} is a second or two earlier as a rule; this one is for where that cannot be had. It counts its own ticks, not time: a guest that was
 * suspended is not a thread that is stuck.
 */
final class Watchdog {

    static final int TICKS = 10;

    private final LongSupplier turns;
    private final Runnable end;
    private long seen = -1;
    private int still;

    /**
     * A watchdog.
     *
     * @param turns the event thread's turns so far
     * @param end   ends the process at once, without asking anybody
     */
    Watchdog(LongSupplier turns, Runnable end) {
        this.turns = turns;
        this.end = end;
    }

    /** To be called once a second. */
    void tick() {
        long now = turns.getAsLong();
        still = now == seen ? still + 1 : 0;
        seen = now;
        if (still >= TICKS) {
            end.run();
        }
    }
}
