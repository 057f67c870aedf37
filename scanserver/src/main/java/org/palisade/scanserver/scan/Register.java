package org.palisade.scanserver.scan;

import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.palisade.protocol.scan.Reason;
import org.palisade.protocol.scan.Verdict;
import org.palisade.scanserver.cache.SharedCache;
import org.palisade.scanserver.scan.ScanObserver.Way;

/**
 * All requests under way: who has a place, who waits for one, who waits for whom, and until when. Decisions are taken under one lock and cost the same however much
 * is under way; what follows from them, calls to requesters and observers above all, is done after it, in order.
 */
final class Register {

    private static final int DRAIN_RETRY_MILLIS = 1000;
    static final long TICK = 50_000_000;
    /** Nanoseconds. */
    static final long REFUSAL = 250_000_000;
    /** How long an agent may be silent while others wait for its place. */
    private static final long CONTESTED = 2_000_000_000;

    private final SharedCache cache;
    private final ScanTerms terms;
    private final Counters counters;
    private final Lanes lanes;
    private final LongSupplier nanos;
    private final Leads leads;
    private final Places requests;
    private final Wheel<Due> wheel;
    private boolean draining;

    /** What happens at a time. Called under the lock; what follows is added to the list. */
    @FunctionalInterface
    interface Due {
        void now(long now, Aftermath after);
    }

    Register(ScanConfig config, SharedCache cache, ScanTerms terms, Counters counters, Lanes lanes, LongSupplier nanos) {
        this.cache = cache;
        this.terms = terms;
        this.counters = counters;
        this.lanes = lanes;
        this.nanos = nanos;
        this.requests = new Places(config.requests(), mostOfOne(config), mostOfTenant(config));
        this.wheel = new Wheel<>(TICK, nanos.getAsLong());
        this.leads = new Leads(this, lanes, wheel, counters);
    }

    private static int mostOfOne(ScanConfig config) {
        return Math.max(2, config.requests() / 64);
    }

    private static int mostOfTenant(ScanConfig config) {
        return Math.max(2, config.requests() - config.requests() / 4);
    }

    /** Other limits; whoever has a place keeps it. */
    synchronized void use(ScanConfig config) {
        requests.use(config.requests(), mostOfOne(config), mostOfTenant(config));
        lanes.use(config);
    }

    Optional<ScanRequest> submit(ScanOrder order, Requester requester) {
        long now = nanos.getAsLong();
        Aftermath after = aftermath();
        Optional<ScanRequest> request;
        synchronized (this) {
            request = take(order, requester, now, after);
        }
        after.run();
        return request.filter(taken -> !taken.over());
    }

    /** Answers one that is not taken in. */
    void refuse(ScanOrder order, Requester requester, Verdict verdict) {
        Aftermath after = aftermath();
        after.answer(order, requester, verdict, nanos.getAsLong(), Way.REFUSED);
        after.run();
    }

    private Optional<ScanRequest> take(ScanOrder order, Requester requester, long now, Aftermath after) {
        if (draining) {
            after.answer(order, requester, Verdict.error(Reason.BUSY, DRAIN_RETRY_MILLIS), now, Way.REFUSED);
            return Optional.empty();
        }
        ScanOrder.Key key = order.key(terms.scope().apply(order.tenant()));
        Optional<Flight> known = leads.find(key);
        if (known.isEmpty()) {
            // Under the same lock as the end of a flight: what it found is in the cache before it is gone from here, so nothing is scanned twice.
            Optional<Verdict> verdict = cache.find(order.tenant(), order.subject(), order.archives());
            if (verdict.isPresent()) {
                after.answer(order, requester, verdict.get(), now, Way.CACHED);
                return Optional.empty();
            }
        }
        if (!requests.lets(order.tenant(), order.agent())) {
            after.answer(order, requester, Verdict.error(Reason.BUSY, lanes.of(order).retryMillis()), now, Way.REFUSED);
            return Optional.empty();
        }
        Flight flight = known.orElseGet(() -> new Flight(leads, key));
        ScanRequest request = new ScanRequest(this, order, requester, flight, now);
        requests.take(order.tenant(), order.agent());
        wheel.set(request.deadline(), now + order.deadline().toNanos());
        if (known.isPresent()) {
            leads.join(request, flight, now, after);
        } else if (admit(request, now, after)) {
            leads.begin(flight);
        }
        return Optional.of(request);
    }

    /** Opens it or lets it wait for a place, and it leads; ends it if there is no room, which says nothing of those who wait with it. */
    boolean admit(ScanRequest request, long now, Aftermath after) {
        Lane lane = lanes.of(request.order());
        if (lane.hasPlace(request)) {
            lane.open(request);
            begin(request, lane, now, after);
        } else if (lane.queue(request)) {
            request.flight().lead(request, now);
        } else {
            request.flight().leave(request);
            conclude(request, Verdict.error(Reason.BUSY, lane.retryMillis()), Way.REFUSED, true, after);
            return false;
        }
        return true;
    }

    private void begin(ScanRequest request, Lane lane, long now, Aftermath after) {
        request.flight().lead(request, now);
        OpenScan scan = lanes.open(request, lane);
        request.open(scan);
        after.add(scan::start);
    }

    /** What is left to do of it belongs in the heavy lane. */
    void heavy(ScanRequest request) {
        long now = nanos.getAsLong();
        Aftermath after = aftermath();
        synchronized (this) {
            if (request.over()) {
                return;
            }
            lanes.normal().leave(request);
            if (lanes.heavy().hasPlace(request)) {
                lanes.heavy().open(request);
                goOn(request, after);
            } else if (!lanes.heavy().queue(request)) {
                refuse(request, now, after);
            }
            refill(lanes.normal(), now, after);
        }
        after.run();
    }

    /**
     * Ends one that turned out to be heavy when there is no room for more. All it held is free at once; the answer comes a little later, so that an agent that asks
     * again at once, whatever it was told, does not take the time of others by being refused.
     */
    private void refuse(ScanRequest request, long now, Aftermath after) {
        Verdict busy = Verdict.error(Reason.BUSY, lanes.heavy().retryMillis());
        end(request, busy, false, false, now, after);
        request.hold(busy);
        wheel.set(request.deadline(), Math.min(now + REFUSAL, request.begun() + request.order().deadline().toNanos()));
    }

    private void goOn(ScanRequest request, Aftermath after) {
        after.add(() -> request.open().ifPresent(scan -> scan.goOn(lanes.heavy().workers())));
    }

    /** Its deadline has come, or the time of an answer that was held. */
    void expired(ScanRequest request, long now, Aftermath after) {
        request.takeHeld().ifPresent(answer -> after.add(() -> request.answer(answer)));
        if (!request.over()) {
            end(request, Verdict.error(Reason.DEADLINE), false, true, now, after);
        }
    }

    void cancel(ScanRequest request) {
        synchronized (this) {
            if (request.takeHeld().isPresent()) {
                wheel.clear(request.deadline());
            }
        }
        end(request, Verdict.error(Reason.CANCELLED), false, false);
    }

    /** The end of a request, once. */
    void end(ScanRequest request, Verdict verdict, boolean verified) {
        end(request, verdict, verified, true);
    }

    private void end(ScanRequest request, Verdict verdict, boolean verified, boolean answered) {
        long now = nanos.getAsLong();
        Aftermath after = aftermath();
        synchronized (this) {
            if (request.over()) {
                return;
            }
            end(request, verdict, verified, answered, now, after);
        }
        after.run();
    }

    private void end(ScanRequest request, Verdict verdict, boolean verified, boolean answered, long now, Aftermath after) {
        if (verified) {
            ScanOrder order = request.order();
            cache.put(order.tenant(), order.subject(), order.archives(), request.open().map(OpenScan::parts).orElse(true), verdict);
        }
        conclude(request, verdict, Way.SCANNED, answered, after);
        leads.settle(request, verdict, verified, now, after);
        refill(lanes.normal(), now, after);
        refill(lanes.heavy(), now, after);
    }

    void conclude(ScanRequest request, Verdict verdict, Way way, boolean answered, Aftermath after) {
        request.end();
        ScanOrder order = request.order();
        wheel.clear(request.deadline());
        requests.give(order.tenant(), order.agent());
        request.lane().ifPresent(lane -> lane.leave(request));
        after.end(request, verdict, way, answered);
    }

    /** Gives free places to those whose turn it is. */
    private void refill(Lane lane, long now, Aftermath after) {
        Optional<ScanRequest> next = lane.next();
        while (next.isPresent()) {
            ScanRequest request = next.get();
            if (request.open().isPresent()) {
                goOn(request, after);
            } else if (!leads.standsBack(request, now)) {
                begin(request, lane, now, after);
            }
            next = lane.next();
        }
    }

    /** Ends what has run out of time, and looks after slow leaders. */
    void turn(long now) {
        Aftermath after = aftermath();
        synchronized (this) {
            wheel.turn(now, due -> due.now(now, after));
        }
        after.run();
    }

    /** Ends scans whose agents send too slowly. Who only pauses while others wait for its place may come back: a guest that stands still for a moment loses no verdict. */
    void endSlow(long now) {
        for (Lane lane : List.of(lanes.normal(), lanes.heavy())) {
            boolean contested;
            Verdict later;
            List<ScanRequest> open;
            synchronized (this) {
                contested = lane.queued() > 0;
                later = Verdict.error(Reason.BUSY, lane.retryMillis());
                open = lane.open();
            }
            for (ScanRequest request : open) {
                if (request.open().filter(scan -> scan.stalled(now)).isPresent()) {
                    end(request, Verdict.error(Reason.DEADLINE), false);
                } else if (contested && request.open().filter(scan -> now - scan.silentSince(now) > CONTESTED).isPresent()) {
                    end(request, later, false);
                }
            }
        }
    }

    /** Every second. */
    synchronized void sample(long now) {
        lanes.normal().sample(now);
        lanes.heavy().sample(now);
    }

    /** How many are open and how many wait for a place: in the normal lane, then in the heavy one. */
    synchronized int[] counts() {
        return new int[] {lanes.normal().opened(), lanes.normal().queued(), lanes.heavy().opened(), lanes.heavy().queued()};
    }

    synchronized void drain() {
        draining = true;
    }

    /** Answers everything with "come back". */
    void close() {
        Aftermath after = aftermath();
        synchronized (this) {
            draining = true;
            leads.disbandAll(Verdict.error(Reason.BUSY, DRAIN_RETRY_MILLIS), after);
        }
        after.run();
    }

    private Aftermath aftermath() {
        return new Aftermath(counters, terms.observer(), nanos);
    }
}
