package org.palisade.scanserver.cache;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** The threads of the cache: one hands records to the kernel, one forces them to disk, one sweeps and compacts. */
final class Rhythm {

    private static final Logger LOG = System.getLogger(Rhythm.class.getName());
    private static final int STACK = 256 * 1024;
    private static final int THREADS = 3;
    private static final long WRITE_MILLIS = 100;
    private static final long SYNC_MILLIS = 400;
    private static final long UPKEEP_MILLIS = 500;
    private static final long LAST_SECONDS = 10;

    private final Journal journal;
    private final Upkeep upkeep;
    private final ScheduledThreadPoolExecutor threads;

    Rhythm(Journal journal, Upkeep upkeep) {
        this.journal = journal;
        this.upkeep = upkeep;
        threads = new ScheduledThreadPoolExecutor(THREADS, task -> {
            Thread thread = new Thread(null, task, "cache", STACK);
            thread.setDaemon(true);
            return thread;
        });
        every(WRITE_MILLIS, journal::write);
        every(SYNC_MILLIS, journal::sync);
        every(UPKEEP_MILLIS, upkeep::look);
    }

    private void every(long millis, Runnable task) {
        threads.scheduleWithFixedDelay(() -> {
            try {
                task.run();
            } catch (RuntimeException | OutOfMemoryError e) {
                LOG.log(Level.ERROR, "the cache met a fault of its own", e);
            } catch (Error e) {
                // The timer would keep it for itself and never run the task again.
                Thread.currentThread().getUncaughtExceptionHandler().uncaughtException(Thread.currentThread(), e);
                throw e;
            }
        }, millis, millis, TimeUnit.MILLISECONDS);
    }

    /** Ends the rhythm, gives up a compaction under way, and brings everything to disk. No thread is interrupted: that would close their files. */
    void close() {
        upkeep.stop();
        threads.shutdown();
        try {
            threads.awaitTermination(LAST_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        journal.close();
    }
}
