package org.palisade.scanserver.scan;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;

/** Mean load: busy time of the workers over wall time, exponentially weighted with a time constant of five minutes. Thread-safe. */
final class LoadMeter {

    private static final double CONSTANT_NANOS = 300e9;

    private final int workers;
    private final LongSupplier nanos;
    private final LongAdder finished = new LongAdder();
    /** Sum of the begin times of steps under way; with their number it gives how long they have been busy. */
    private final LongAdder begun = new LongAdder();
    private final AtomicInteger busy = new AtomicInteger();
    private final long origin;
    private long lastTime;
    private long lastBusy;
    private double mean;

    /**
     * A meter that starts at 0 %.
     *
     * @param nanos a clock like {@link System#nanoTime}
     */
    LoadMeter(int workers, LongSupplier nanos) {
        this.workers = workers;
        this.nanos = nanos;
        this.origin = nanos.getAsLong();
    }

    long begin() {
        long now = now();
        begun.add(now);
        busy.incrementAndGet();
        return now;
    }

    void end(long since) {
        busy.decrementAndGet();
        begun.add(-since);
        finished.add(now() - since);
    }

    /** Takes a sample and gives the mean, 0–100 %. */
    synchronized double sample() {
        long now = now();
        long elapsed = now - lastTime;
        if (elapsed > 0) {
            long total = finished.sum() + Math.max(0, busy.get() * now - begun.sum());
            double share = Math.min(1, Math.max(0, (double) (total - lastBusy) / ((double) elapsed * workers)));
            mean += (1 - Math.exp(-elapsed / CONSTANT_NANOS)) * (share - mean);
            lastTime = now;
            lastBusy = total;
        }
        return mean * 100;
    }

    private long now() {
        return nanos.getAsLong() - origin;
    }
}
