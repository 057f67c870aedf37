package org.palisade.scanserver.scan;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.palisade.protocol.scan.Reason;
import org.palisade.protocol.scan.Verdict;
import org.palisade.scanserver.cache.SharedCache;
import org.palisade.scanserver.engine.Engine;

/**
 * Admission and the life of every request. All decisions are taken under one lock and are short; engines work outside it. Requesters are called under it and do
 * not wait.
 */
public final class Scans implements AutoCloseable {

    private static final Logger LOG = System.getLogger(Scans.class.getName());
    private static final int BUSY_RETRY_MILLIS = 1000;

    private final ScanConfig config;
    private final Engine engine;
    private final SharedCache cache;
    private final ScheduledExecutorService timer;
    private final LoadMeter load;
    private final Workers workers;
    private final ScheduledFuture<?> sweep;
    private final Map<ScanOrder.Key, Flight> flights = new HashMap<>();
    private final Set<ScanRequest> open = new LinkedHashSet<>();
    private final Deque<ScanRequest> queue = new ArrayDeque<>();
    private boolean draining;

    /** Starts the workers; {@code timer} carries the deadlines and is the caller's. */
    public Scans(ScanConfig config, Engine engine, SharedCache cache, ScheduledExecutorService timer) {
        this.config = config;
        this.engine = engine;
        this.cache = cache;
        this.timer = timer;
        this.load = new LoadMeter(config.workers(), System::nanoTime);
        this.workers = new Workers(config.workers(), load);
        this.sweep = timer.scheduleWithFixedDelay(this::sweep, 1, 1, TimeUnit.SECONDS);
    }

    /**
     * Takes a request.
     *
     * @return the request under way; empty if it was answered at once
     */
    public synchronized Optional<ScanRequest> submit(ScanOrder order, Requester requester) {
        ScanRequest request = new ScanRequest(this, order, requester);
        Optional<Verdict> now = atOnce(order);
        if (now.isPresent()) {
            request.answer(now.get());
            return Optional.empty();
        }
        request.deadline(timer.schedule(() -> end(request, Verdict.error(Reason.DEADLINE), false), order.deadline().toNanos(), TimeUnit.NANOSECONDS));
        Flight flight = flights.get(order.key(order.tenant()));
        if (flight != null && queue.contains(flight.leader()) && hasPlace(request)) {
            // Its leader's agent has all its places: that must not hold up another agent.
            queue.remove(flight.leader());
            flight.lead(request);
            start(request);
        } else if (flight != null) {
            flight.join(request);
        } else {
            flights.put(order.key(order.tenant()), new Flight(request));
            admit(request);
        }
        return request.over() ? Optional.empty() : Optional.of(request);
    }

    private Optional<Verdict> atOnce(ScanOrder order) {
        if (draining) {
            return Optional.of(Verdict.error(Reason.BUSY, BUSY_RETRY_MILLIS));
        }
        if (order.subject().size() > config.objectSize()) {
            return Optional.of(Verdict.notFullyScanned(Reason.TOO_LARGE, "", ""));
        }
        return cache.find(order.tenant(), order.subject(), order.archives());
    }

    private void admit(ScanRequest request) {
        if (hasPlace(request)) {
            start(request);
        } else if (queue.size() < config.queue()) {
            queue.addLast(request);
        } else {
            end(request, Verdict.error(Reason.BUSY, BUSY_RETRY_MILLIS), false);
        }
    }

    private boolean hasPlace(ScanRequest request) {
        UUID agent = request.order().agent();
        return open.size() < config.open() && open.stream().filter(other -> other.order().agent().equals(agent)).count() < config.openPerAgent();
    }

    private void start(ScanRequest request) {
        open.add(request);
        OpenScan scan = new OpenScan(request, config, engine, workers, (verdict, verified) -> end(request, verdict, verified));
        request.open(scan);
        scan.start();
    }

    synchronized void cancel(ScanRequest request) {
        if (!request.over()) {
            leave(request);
            after(request, Verdict.error(Reason.CANCELLED), false);
        }
    }

    /** The end of a request, once. */
    private synchronized void end(ScanRequest request, Verdict verdict, boolean verified) {
        if (request.over()) {
            return;
        }
        leave(request);
        if (verified) {
            ScanOrder order = request.order();
            cache.put(order.tenant(), order.subject(), order.archives(), verdict);
        }
        request.answer(verdict);
        after(request, verdict, verified);
    }

    private void leave(ScanRequest request) {
        request.end();
        if (!open.remove(request)) {
            queue.remove(request);
        }
    }

    /** Settles those who waited for this one and gives its place to the next. */
    private void after(ScanRequest request, Verdict verdict, boolean verified) {
        Flight flight = flights.get(request.order().key(request.order().tenant()));
        if (flight != null && flight.ledBy(request)) {
            if (verified || saysNothingOfWhoAsked(verdict)) {
                flights.remove(request.order().key(request.order().tenant()));
                for (ScanRequest follower : flight.disband()) {
                    follower.end();
                    follower.answer(verdict.complete() ? verdict.asShared() : verdict);
                }
            } else if (flight.promote()) {
                admit(flight.leader());
            } else {
                flights.remove(request.order().key(request.order().tenant()));
            }
        } else if (flight != null) {
            flight.leave(request);
        }
        Iterator<ScanRequest> waiting = queue.iterator();
        while (open.size() < config.open() && waiting.hasNext()) {
            ScanRequest next = waiting.next();
            if (hasPlace(next)) {
                waiting.remove();
                start(next);
            }
        }
    }

    private static boolean saysNothingOfWhoAsked(Verdict verdict) {
        return verdict.reason() == Reason.ENGINE_UNAVAILABLE || verdict.reason() == Reason.BUSY;
    }

    /** Repeated by the timer, which gives up what fails once. */
    private void sweep() {
        try {
            endStalled();
        } catch (RuntimeException | OutOfMemoryError e) {
            LOG.log(Level.ERROR, "looking for stalled scans failed", e);
        }
    }

    private synchronized void endStalled() {
        load.sample();
        long now = System.nanoTime();
        for (ScanRequest request : new ArrayList<>(open)) {
            if (request.open().stalled(now)) {
                end(request, Verdict.error(Reason.DEADLINE), false);
            }
        }
    }

    /** Mean load of the workers over five minutes, 0–100 %. */
    public double load() {
        return load.sample();
    }

    /** Requests under way, waiting ones included. */
    public synchronized int underWay() {
        return open.size() + queue.size();
    }

    /** From now on new requests are told to go elsewhere. */
    public synchronized void drain() {
        draining = true;
    }

    /** Answers what is still under way with "come back" and stops the workers. */
    @Override
    public synchronized void close() {
        draining = true;
        sweep.cancel(false);
        List<ScanRequest> rest = new ArrayList<>(queue);
        rest.addAll(open);
        queue.clear();
        flights.values().forEach(flight -> rest.addAll(flight.disband()));
        flights.clear();
        for (ScanRequest request : rest) {
            end(request, Verdict.error(Reason.BUSY, BUSY_RETRY_MILLIS), false);
        }
        workers.close();
    }
}
