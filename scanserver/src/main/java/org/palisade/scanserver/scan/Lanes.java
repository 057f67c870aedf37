package org.palisade.scanserver.scan;

import java.util.concurrent.Executors;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.LongSupplier;
import org.palisade.scanserver.engine.Engine;

/** The normal and the heavy lane, and what their scans work with. */
final class Lanes implements AutoCloseable {

    private static final int STACK = 256 * 1024;

    private volatile ScanConfig config;
    private final LoadMeter load;
    private final Lane normal;
    private final Lane heavy;
    private final Means means;
    private final ExecutorService closer = Executors.newSingleThreadExecutor(task -> {
        Thread thread = new Thread(null, task, "scan-closer", STACK);
        thread.setDaemon(true);
        return thread;
    });

    Lanes(ScanConfig config, Engine engine, ScanTerms terms, Counters counters, LongSupplier nanos, Means.Outcome outcome) {
        this.config = config;
        this.load = new LoadMeter(config.workers(), nanos);
        Workers workers = new Workers("worker", config.workers(), config.fragment(), new Workers.Frame() {
            @Override
            public long enter(OpenScan scan) {
                return load.begin();
            }

            @Override
            public void leave(OpenScan scan, long entered) {
                load.end(entered);
            }
        }, terms.weight(), nanos);
        Turns turns = new Turns(config.workers(), workers, load, terms.weight(), new Processors.Linux(), nanos);
        Workers heavyWorkers = new Workers("heavy-worker", config.heavyOpen(), config.fragment(), new Workers.Frame() {
            @Override
            public long enter(OpenScan scan) {
                turns.enter(scan.turn());
                return 0;
            }

            @Override
            public void leave(OpenScan scan, long entered) {
                turns.leave(scan.turn());
            }
        }, terms.weight(), nanos);
        this.normal = new Lane(config.open(), config.queue(), terms.weight(), workers, nanos);
        this.heavy = new Lane(config.heavyOpen(), config.heavyQueue(), terms.weight(), heavyWorkers, nanos);
        this.means = new Means(() -> this.config, engine, turns, new Spare(config.memory()), new FragmentArrays(), counters, this::close, nanos, outcome);
    }

    /** Other limits, under the lock of the lanes. */
    void use(ScanConfig limits) {
        config = limits;
        normal.use(limits.open(), limits.queue());
        heavy.use(limits.heavyOpen(), limits.heavyQueue());
    }

    private void close(Runnable task) {
        try {
            closer.execute(task);
        } catch (RejectedExecutionException e) {
            // After the end of all; its own thread closes it when it comes back.
            return;
        }
    }

    FragmentArrays fragmentArrays() {
        return means.arrays();
    }

    Lane normal() {
        return normal;
    }

    Lane heavy() {
        return heavy;
    }

    /** Where a request begins. */
    Lane of(ScanOrder order) {
        return order.subject().size() > config.large() ? heavy : normal;
    }

    OpenScan open(ScanRequest request, Lane lane) {
        return new OpenScan(request, means, lane.workers(), lane == heavy);
    }

    double load() {
        return load.sample();
    }

    int busy() {
        return normal.workers().busy() + heavy.workers().busy();
    }

    int abandoned() {
        return normal.workers().abandoned() + heavy.workers().abandoned();
    }

    long abandonedEver() {
        return normal.workers().abandonedEver() + heavy.workers().abandonedEver();
    }

    /** Every second. */
    void check(long now) {
        load.sample();
        normal.workers().check(now);
        heavy.workers().check(now);
        means.turns().tidy();
    }

    @Override
    public void close() {
        normal.workers().close();
        heavy.workers().close();
        closer.shutdown();
    }
}
