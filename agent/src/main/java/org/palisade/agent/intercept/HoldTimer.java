package org.palisade.agent.intercept;

import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** Answers openings whose time is over, whatever became of their judgement. All wait equally long, so the first in is the first due. */
final class HoldTimer implements Runnable {

    private final LinkedBlockingQueue<HeldOpen> waiting = new LinkedBlockingQueue<>();
    private final boolean allow;
    private final LongSupplier nanoTime;

    /**
     * A timer.
     *
     * @param allow the answer when the time is over
     */
    HoldTimer(boolean allow, LongSupplier nanoTime) {
        this.allow = allow;
        this.nanoTime = nanoTime;
    }

    void add(HeldOpen held) {
        waiting.add(held);
    }

    @Override
    public void run() {
        try {
            while (true) {
                HeldOpen first = waiting.take();
                for (long left = first.due() - nanoTime.getAsLong(); left > 0 && !first.answered(); left = first.due() - nanoTime.getAsLong()) {
                    TimeUnit.NANOSECONDS.sleep(Math.min(left, TimeUnit.MILLISECONDS.toNanos(100)));
                    // One that waits long must not keep the answered ones behind it in memory.
                    waiting.removeIf(HeldOpen::answered);
                }
                first.answer(allow);
            }
        } catch (InterruptedException e) {
            // The group is being closed, and the kernel answers for us.
            Thread.currentThread().interrupt();
        }
    }
}
