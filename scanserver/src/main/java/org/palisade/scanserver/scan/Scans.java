package org.palisade.scanserver.scan;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;
import org.palisade.protocol.scan.Reason;
import org.palisade.protocol.scan.ScanStatus;
import org.palisade.protocol.scan.Verdict;
import org.palisade.scanserver.cache.SharedCache;
import org.palisade.scanserver.engine.Engine;

/**
 * Admission and the life of every request, told in {@link org.palisade.scanserver.scan}. What stands where is decided in {@link Register} under its lock; requesters,
 * observers and engines are called outside it.
 */
public final class Scans implements AutoCloseable {

    /**
     * What happened since the start, and what is under way now.
     *
     * @param submitted        requests that came
     * @param byStatus         how they ended; cancelled ones count as errors
     * @param byReason         the same by reason
     * @param byWay            the same by how the answer came about: from the cache, joined to another, refused
     * @param engineScans      objects an engine began to judge
     * @param bytesReceived    bytes of content that agents sent
     * @param leadsPassedOn    times another agent was asked for the same content because the first was slow
     * @param movedToHeavy     scans that turned out to be heavy
     * @param open             scans in the normal lane now
     * @param queued           requests waiting for the normal lane now
     * @param heavyOpen        scans in the heavy lane now
     * @param heavyQueued      requests waiting for the heavy lane now
     * @param busyWorkers      threads at a step now, both lanes
     * @param abandonedWorkers threads given up that are still stuck now
     * @param abandonedEver    threads given up since the start
     */
    public record Figures(long submitted, Map<ScanStatus, Long> byStatus, Map<Reason, Long> byReason, Map<ScanObserver.Way, Long> byWay, long engineScans,
                          long bytesReceived, long leadsPassedOn, long movedToHeavy, int open, int queued, int heavyOpen, int heavyQueued, int busyWorkers,
                          int abandonedWorkers, long abandonedEver) {

        public Figures {
            byStatus = Map.copyOf(byStatus);
            byReason = Map.copyOf(byReason);
            byWay = Map.copyOf(byWay);
        }
    }

    private static final Logger LOG = System.getLogger(Scans.class.getName());
    private static final long TICK_MILLIS = 50;

    private volatile ScanConfig config;
    private final ScanTerms terms;
    private final LongSupplier nanos;
    private final Counters counters = new Counters();
    private final Lanes lanes;
    private final Register register;
    private final Optional<ScheduledFuture<?>> ticks;
    private long sampled;

    /** Starts the workers; {@code timer} carries the deadlines and is the caller's. */
    public Scans(ScanConfig config, Engine engine, SharedCache cache, ScheduledExecutorService timer) {
        this(config, engine, cache, timer, ScanTerms.PLAIN);
    }

    /** The same under the terms of others. */
    public Scans(ScanConfig config, Engine engine, SharedCache cache, ScheduledExecutorService timer, ScanTerms terms) {
        this(config, engine, cache, Optional.of(timer), terms, System::nanoTime);
    }

    /** Without a timer, somebody calls {@link #tick}. */
    Scans(ScanConfig config, Engine engine, SharedCache cache, Optional<ScheduledExecutorService> timer, ScanTerms terms, LongSupplier nanos) {
        this.config = config;
        this.terms = terms;
        this.nanos = nanos;
        this.sampled = nanos.getAsLong();
        this.lanes = new Lanes(config, engine, terms, counters, nanos, new Means.Outcome() {
            @Override
            public void done(ScanRequest request, Verdict verdict, boolean verified) {
                ended(request, verdict, verified);
            }

            @Override
            public void heavy(ScanRequest request) {
                turnedHeavy(request);
            }
        });
        this.register = new Register(config, cache, terms, counters, lanes, nanos);
        this.ticks = timer.map(given -> given.scheduleWithFixedDelay(this::tick, TICK_MILLIS, TICK_MILLIS, TimeUnit.MILLISECONDS));
    }

    /** Where the arrays of fragments given to requests come from, and go back to. */
    public FragmentArrays fragmentArrays() {
        return lanes.fragmentArrays();
    }

    private void ended(ScanRequest request, Verdict verdict, boolean verified) {
        register.end(request, verdict, verified);
    }

    private void turnedHeavy(ScanRequest request) {
        register.heavy(request);
    }

    /**
     * Takes a request. It is answered within its deadline, to a tenth of a second.
     *
     * @return the request under way; empty if it was answered at once
     */
    public Optional<ScanRequest> submit(ScanOrder order, Requester requester) {
        counters.submitted.increment();
        Optional<Reason> refusal = terms.admission().refusal();
        if (refusal.isPresent()) {
            register.refuse(order, requester, Verdict.error(refusal.get()));
            return Optional.empty();
        }
        if (order.subject().size() > config.objectSize()) {
            register.refuse(order, requester, Verdict.notFullyScanned(Reason.TOO_LARGE, "", ""));
            return Optional.empty();
        }
        return register.submit(order, requester);
    }

    /**
     * From now on these limits hold for requests to come: queue, open, requests, object size, large, stall and the queue of the heavy lane. Threads, memory, places
     * of the heavy lane and the form of fragments must be those it was made with.
     */
    public void use(ScanConfig limits) {
        config = limits;
        register.use(limits);
    }

    /** Repeated by the timer, which gives up what fails once. */
    void tick() {
        try {
            long now = nanos.getAsLong();
            register.turn(now);
            register.endSlow(now);
            if (now - sampled >= TimeUnit.SECONDS.toNanos(1)) {
                sampled = now;
                lanes.check(now);
                register.sample(now);
            }
        } catch (RuntimeException | OutOfMemoryError e) {
            LOG.log(Level.ERROR, "looking for what is due failed", e);
        }
    }

    /** Mean load of the workers over five minutes, 0–100 %. */
    public double load() {
        return lanes.load();
    }

    /** Requests open or waiting to be; those that wait for another one with the same content are not counted. */
    public int underWay() {
        return IntStream.of(register.counts()).sum();
    }

    /** What happened and what is under way. */
    public Figures figures() {
        int[] counts = register.counts();
        return new Figures(counters.submitted.sum(), counters.byStatus(), counters.byReason(), counters.byWay(), counters.engineScans.sum(),
                counters.received.sum(), counters.leadsPassedOn.sum(), counters.movedToHeavy.sum(), counts[0], counts[1], counts[2], counts[3], lanes.busy(),
                lanes.abandoned(), lanes.abandonedEver());
    }

    /** From now on new requests are told to go elsewhere. */
    public void drain() {
        register.drain();
    }

    /** Answers what is still under way with "come back" and stops the workers. */
    @Override
    public void close() {
        ticks.ifPresent(future -> future.cancel(false));
        register.close();
        lanes.close();
    }
}
