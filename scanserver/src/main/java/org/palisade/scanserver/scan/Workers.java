package org.palisade.scanserver.scan;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;

/** The threads that hash and judge. Each step of a scan is short and queues anew, so that open scans take turns. */
final class Workers implements AutoCloseable {

    private static final int STACK = 256 * 1024;

    private final LoadMeter load;
    private final ExecutorService threads;

    Workers(int count, LoadMeter load) {
        this.load = load;
        AtomicInteger number = new AtomicInteger();
        this.threads = Executors.newFixedThreadPool(count, task -> {
            Thread thread = new Thread(null, task, "worker-" + number.incrementAndGet(), STACK);
            thread.setDaemon(true);
            return thread;
        });
    }

    void execute(Runnable step) {
        try {
            threads.execute(() -> {
                long since = load.begin();
                try {
                    step.run();
                } finally {
                    load.end(since);
                }
            });
        } catch (RejectedExecutionException e) {
            // Only after close, when every request was answered already.
            return;
        }
    }

    @Override
    public void close() {
        threads.shutdown();
    }
}
