package org.palisade.networkagent;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Sends the report of this process at start, at once after each {@link #changed}, and otherwise in an even rhythm. Changes that come while a report is
 * under way, or within a short settling time, go into one report. A report that failed is sent again soon.
 */
public final class Reports implements AutoCloseable {

    /** Makes the present report and sends it. */
    @FunctionalInterface
    public interface Sender {
        /**
         * Sends.
         *
         * @throws IOException if it has to be sent again
         */
        void send() throws IOException;
    }

    private static final Logger LOG = System.getLogger(Reports.class.getName());
    private static final Duration SETTLE = Duration.ofMillis(200);
    private static final Duration RETRY = Duration.ofSeconds(5);

    private final Sender sender;
    private final Duration rhythm;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition woken = lock.newCondition();
    private final Thread reporter;
    private boolean changed = true;
    private boolean failing;
    private boolean closed;

    /**
     * Starts reporting.
     *
     * @param sender makes and sends a report
     * @param rhythm time between two reports when nothing changes; 5 minutes in the product
     */
    public Reports(Sender sender, Duration rhythm) {
        this.sender = sender;
        this.rhythm = rhythm;
        reporter = new Thread(null, this::run, "reports", 256 * 1024);
        reporter.setDaemon(true);
        reporter.start();
    }

    /** Something worth telling has changed. Returns at once. */
    public void changed() {
        lock.lock();
        try {
            changed = true;
            woken.signal();
        } finally {
            lock.unlock();
        }
    }

    /** Sends one last report, if it goes out at once, and stops. */
    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            woken.signal();
        } finally {
            lock.unlock();
        }
        try {
            reporter.join(RETRY.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        boolean last = false;
        Duration pause = Duration.ZERO;
        while (!last) {
            last = await(pause);
            try {
                sender.send();
                pause = rhythm;
                recovered();
            } catch (IOException e) {
                pause = RETRY.compareTo(rhythm) < 0 ? RETRY : rhythm;
                failed(e);
            } catch (RuntimeException | OutOfMemoryError e) {
                pause = RETRY.compareTo(rhythm) < 0 ? RETRY : rhythm;
                LOG.log(Level.ERROR, "the report could not be made", e);
            }
        }
    }

    /** Waits until the pause is over or something changed; true if this is to be the last report. */
    private boolean await(Duration pause) {
        lock.lock();
        try {
            long left = pause.toNanos();
            while (left > 0 && !changed && !closed) {
                left = woken.awaitNanos(left);
            }
            long settle = SETTLE.toNanos();
            while (changed && settle > 0 && !closed) {
                settle = woken.awaitNanos(settle);
            }
            changed = false;
            return closed;
        } catch (InterruptedException e) {
            return true;
        } finally {
            lock.unlock();
        }
    }

    private void failed(IOException e) {
        LOG.log(failing ? Level.DEBUG : Level.WARNING, "the Integration Server did not take the report: {0}; it will be sent again",
                e.getMessage() == null ? e : e.getMessage());
        failing = true;
    }

    private void recovered() {
        if (failing) {
            LOG.log(Level.INFO, "the Integration Server takes reports again");
        }
        failing = false;
    }
}
