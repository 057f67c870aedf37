package org.palisade.agent.intercept;

import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Answers openings whose time is over, whatever became of their judgement. All wait equally long, so the first in is the first due. One that waits for more
 * than a moment is noted in the gap ledger, for the case that this process is killed.
 */
final class HoldTimer implements Runnable {

    private static final long TURN = TimeUnit.MILLISECONDS.toNanos(100);

    private final LinkedBlockingQueue<HeldOpen> waiting = new LinkedBlockingQueue<>();
    private final Judge judge;
    private final long hold;
    private final LongSupplier nanoTime;
    private volatile Optional<HeldOpen> present = Optional.empty();

    /**
     * A timer.
     *
     * @param judge gives the answer when the time is over
     * @param hold  longest wait, nanoseconds
     */
    HoldTimer(Judge judge, long hold, LongSupplier nanoTime) {
        this.judge = judge;
        this.hold = hold;
        this.nanoTime = nanoTime;
    }

    void add(HeldOpen held) {
        waiting.add(held);
    }

    /** Answers all that wait: the kernel is about to let them go. */
    void letGo() {
        present.ifPresent(judge::overdue);
        waiting.forEach(judge::overdue);
    }

    @Override
    public void run() {
        try {
            while (true) {
                HeldOpen first = waiting.take();
                present = Optional.of(first);
                for (long left = first.due() - nanoTime.getAsLong(); left > 0 && !first.answered(); left = first.due() - nanoTime.getAsLong()) {
                    TimeUnit.NANOSECONDS.sleep(Math.min(left, TURN));
                    // One that waits long must not keep the answered ones behind it in memory.
                    waiting.removeIf(HeldOpen::answered);
                    note(first);
                    waiting.forEach(this::note);
                }
                judge.overdue(first);
            }
        } catch (InterruptedException e) {
            // The group is being closed, and the kernel answers for us.
            Thread.currentThread().interrupt();
        }
    }

    private void note(HeldOpen held) {
        if (nanoTime.getAsLong() - (held.due() - hold) >= TURN) {
            judge.waits(held);
        }
    }
}
