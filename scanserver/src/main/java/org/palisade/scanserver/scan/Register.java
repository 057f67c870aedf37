package org.palisade.scanserver.scan;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.palisade.protocol.scan.Reason;
import org.palisade.protocol.scan.Verdict;
import org.palisade.scanserver.cache.SharedCache;
import org.palisade.scanserver.scan.ScanObserver.Way;
import org.palisade.scanserver.scan.ScanRequest.Standing;

/**
 * All requests under way: who has a place, who waits for one, who waits for whom, and until when. Decisions are taken under one lock and cost the same however much
 * is under way; what follows from them, calls to requesters and observers above all, is done after it, in order.
 */
final class Register {

    private static final Logger LOG = System.getLogger(Register.class.getName());
    private static final int DRAIN_RETRY_MILLIS = 1000;
    private static final long TICK = 50_000_000;
    /** With the tick, half a second. */
    static final long PATIENCE = 450_000_000;

    private final SharedCache cache;
    private final ScanTerms terms;
    private final Counters counters;
    private final Lanes lanes;
    private final LongSupplier nanos;
    private final Map<ScanOrder.Key, Flight> flights = new HashMap<>();
    private final Places requests;
    private final Wheel<Due> wheel;
    private boolean draining;

    /** What happens at a time. Called under the lock; what follows is added to the list. */
    @FunctionalInterface
    interface Due {
        void now(long now, List<Runnable> after);
    }

    Register(ScanConfig config, SharedCache cache, ScanTerms terms, Counters counters, Lanes lanes, LongSupplier nanos) {
        this.cache = cache;
        this.terms = terms;
        this.counters = counters;
        this.lanes = lanes;
        this.nanos = nanos;
        this.requests = new Places(config.requests(), Math.max(2, config.requests() / 64), config.requests());
        this.wheel = new Wheel<>(TICK, nanos.getAsLong());
    }

    Optional<ScanRequest> submit(ScanOrder order, Requester requester) {
        long now = nanos.getAsLong();
        List<Runnable> after = new ArrayList<>(2);
        Optional<ScanRequest> request;
        synchronized (this) {
            request = take(order, requester, now, after);
        }
        run(after);
        return request.filter(taken -> !taken.over());
    }

    /** Answers one that is not taken in. */
    void refuse(ScanOrder order, Requester requester, Verdict verdict) {
        run(List.of(() -> answer(order, requester, verdict, nanos.getAsLong(), Way.REFUSED)));
    }

    private Optional<ScanRequest> take(ScanOrder order, Requester requester, long now, List<Runnable> after) {
        if (draining) {
            after.add(() -> answer(order, requester, Verdict.error(Reason.BUSY, DRAIN_RETRY_MILLIS), now, Way.REFUSED));
            return Optional.empty();
        }
        ScanOrder.Key key = order.key(terms.scope().apply(order.tenant()));
        Flight known = flights.get(key);
        if (known == null) {
            // Under the same lock as the end of a flight: what it found is in the cache before it is gone from here, so nothing is scanned twice.
            Optional<Verdict> verdict = cache.find(order.tenant(), order.subject(), order.archives());
            if (verdict.isPresent()) {
                after.add(() -> answer(order, requester, verdict.get(), now, Way.CACHED));
                return Optional.empty();
            }
        }
        if (!requests.lets(order.tenant(), order.agent())) {
            after.add(() -> answer(order, requester, Verdict.error(Reason.BUSY, lanes.of(order).retryMillis()), now, Way.REFUSED));
            return Optional.empty();
        }
        Flight flight = known == null ? new Flight(this, key) : known;
        ScanRequest request = new ScanRequest(this, order, requester, flight, now);
        requests.take(order.tenant(), order.agent());
        wheel.set(request.deadline(), now + order.deadline().toNanos());
        if (known != null) {
            join(request, flight, now, after);
        } else if (admit(request, now, after)) {
            flights.put(key, flight);
        }
        return Optional.of(request);
    }

    private void join(ScanRequest request, Flight flight, long now, List<Runnable> after) {
        if (flight.leaderWaits() && lanes.of(request.order()).hasPlace(request)) {
            // Its leader's agent has all its places: that must not hold up another agent.
            stepBack(flight.leader().orElseThrow());
            admit(request, now, after);
        } else {
            flight.join(request);
        }
        watch(flight, now);
    }

    private void stepBack(ScanRequest request) {
        request.lane().ifPresent(lane -> lane.leave(request));
        request.stepBack();
        request.flight().join(request);
    }

    /** Opens it or lets it wait for a place, and it leads; ends it if there is no room, which says nothing of those who wait with it. */
    private boolean admit(ScanRequest request, long now, List<Runnable> after) {
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

    private void begin(ScanRequest request, Lane lane, long now, List<Runnable> after) {
        request.flight().lead(request, now);
        OpenScan scan = lanes.open(request, lane);
        request.open(scan);
        after.add(scan::start);
    }

    /** While others wait for it, the leader is looked at. */
    private void watch(Flight flight, long now) {
        if (flight.contested() && !flight.look().isSet()) {
            wheel.set(flight.look(), flight.silentSince(now) + PATIENCE);
        }
    }

    /** It is time to see whether the leader gets on. */
    void look(Flight flight, long now, List<Runnable> after) {
        if (flights.get(flight.key()) != flight || !flight.contested()) {
            return;
        }
        long since = flight.silentSince(now);
        if (now - since < PATIENCE) {
            wheel.set(flight.look(), since + PATIENCE);
            return;
        }
        boolean waits = flight.leaderWaits();
        Optional<ScanRequest> leader = flight.leader();
        if (promote(flight, waits, now, after)) {
            counters.leadsPassedOn.increment();
            if (waits) {
                leader.ifPresent(this::stepBack);
            }
        }
        wheel.set(flight.look(), now + PATIENCE);
    }

    /** Makes one of those who wait the leader. */
    private boolean promote(Flight flight, boolean onlyWithPlace, long now, List<Runnable> after) {
        Optional<ScanRequest> next = flight.candidate(request -> lanes.of(request.order()).hasPlace(request), onlyWithPlace);
        while (next.isPresent()) {
            if (admit(next.get(), now, after)) {
                return true;
            }
            next = flight.candidate(request -> lanes.of(request.order()).hasPlace(request), onlyWithPlace);
        }
        return false;
    }

    /** What is left to do of it belongs in the heavy lane. */
    void heavy(ScanRequest request) {
        long now = nanos.getAsLong();
        List<Runnable> after = new ArrayList<>(2);
        synchronized (this) {
            if (request.over()) {
                return;
            }
            lanes.normal().leave(request);
            if (lanes.heavy().hasPlace(request)) {
                lanes.heavy().open(request);
                goOn(request, after);
            } else if (!lanes.heavy().queue(request)) {
                end(request, Verdict.error(Reason.BUSY, lanes.heavy().retryMillis()), false, true, now, after);
            }
            refill(lanes.normal(), now, after);
        }
        run(after);
    }

    private void goOn(ScanRequest request, List<Runnable> after) {
        after.add(() -> request.open().ifPresent(scan -> scan.goOn(lanes.heavy().workers())));
    }

    /** Its deadline has come. */
    void expired(ScanRequest request, long now, List<Runnable> after) {
        if (!request.over()) {
            end(request, Verdict.error(Reason.DEADLINE), false, true, now, after);
        }
    }

    void cancel(ScanRequest request) {
        end(request, Verdict.error(Reason.CANCELLED), false, false);
    }

    /** The end of a request, once. */
    void end(ScanRequest request, Verdict verdict, boolean verified) {
        end(request, verdict, verified, true);
    }

    private void end(ScanRequest request, Verdict verdict, boolean verified, boolean answered) {
        long now = nanos.getAsLong();
        List<Runnable> after = new ArrayList<>(2);
        synchronized (this) {
            if (request.over()) {
                return;
            }
            end(request, verdict, verified, answered, now, after);
        }
        run(after);
    }

    private void end(ScanRequest request, Verdict verdict, boolean verified, boolean answered, long now, List<Runnable> after) {
        if (verified) {
            ScanOrder order = request.order();
            cache.put(order.tenant(), order.subject(), order.archives(), verdict);
        }
        conclude(request, verdict, Way.SCANNED, answered, after);
        settle(request, verdict, verified, now, after);
        refill(lanes.normal(), now, after);
        refill(lanes.heavy(), now, after);
    }

    private void conclude(ScanRequest request, Verdict verdict, Way way, boolean answered, List<Runnable> after) {
        request.end();
        ScanOrder order = request.order();
        wheel.clear(request.deadline());
        requests.give(order.tenant(), order.agent());
        request.lane().ifPresent(lane -> lane.leave(request));
        request.open().ifPresent(scan -> after.add(scan::close));
        after.add(() -> {
            long received = request.open().map(OpenScan::received).orElse(0L);
            if (answered) {
                request.answer(verdict);
            }
            counters.ended(verdict, way);
            terms.observer().ended(order, verdict, nanos.getAsLong() - request.begun(), received, way);
        });
    }

    /** Those who waited for it: they are answered too, or another of them leads. */
    private void settle(ScanRequest request, Verdict verdict, boolean verified, long now, List<Runnable> after) {
        Flight flight = request.flight();
        boolean led = flight.leave(request);
        if (flights.get(flight.key()) != flight) {
            return;
        }
        if (verified || verdict.reason() == Reason.ENGINE_UNAVAILABLE) {
            disband(flight, verdict.complete() ? verdict.asShared() : verdict, after);
        } else if (led) {
            Optional<ScanRequest> sender = flight.sender();
            if (sender.isPresent() && sender.get().standing() == Standing.OPEN) {
                flight.lead(sender.get(), now);
            } else if (!promote(flight, false, now, after)) {
                sender.ifPresentOrElse(queued -> flight.lead(queued, now), () -> disband(flight, verdict, after));
            }
            if (flight.contested()) {
                wheel.set(flight.look(), now);
            }
        }
    }

    private void disband(Flight flight, Verdict verdict, List<Runnable> after) {
        flights.remove(flight.key());
        wheel.clear(flight.look());
        for (ScanRequest other : flight.disband()) {
            conclude(other, verdict, Way.JOINED, true, after);
        }
    }

    /** Gives free places to those whose turn it is. */
    private void refill(Lane lane, long now, List<Runnable> after) {
        Optional<ScanRequest> next = lane.next();
        while (next.isPresent()) {
            ScanRequest request = next.get();
            Flight flight = request.flight();
            if (request.open().isPresent()) {
                goOn(request, after);
            } else if (!flight.ledBy(request) && flight.served(now, PATIENCE)) {
                stepBack(request);
                watch(flight, now);
            } else {
                begin(request, lane, now, after);
            }
            next = lane.next();
        }
    }

    /** Ends what has run out of time, and looks after slow leaders. */
    void turn(long now) {
        List<Runnable> after = new ArrayList<>();
        synchronized (this) {
            wheel.turn(now, due -> due.now(now, after));
        }
        run(after);
    }

    /** Those that have a place. */
    synchronized List<ScanRequest> open() {
        List<ScanRequest> open = new ArrayList<>(lanes.normal().open());
        open.addAll(lanes.heavy().open());
        return open;
    }

    /** Every second. */
    synchronized void sample(long now) {
        lanes.normal().sample(now);
        lanes.heavy().sample(now);
    }

    synchronized int underWay() {
        return lanes.normal().open().size() + lanes.normal().queued() + lanes.heavy().open().size() + lanes.heavy().queued();
    }

    synchronized Scans.Figures figures() {
        return new Scans.Figures(counters.submitted.sum(), counters.byStatus(), counters.byReason(), counters.byWay(), counters.engineScans.sum(),
                counters.received.sum(), counters.leadsPassedOn.sum(), counters.movedToHeavy.sum(), lanes.normal().open().size(), lanes.normal().queued(),
                lanes.heavy().open().size(), lanes.heavy().queued(), lanes.busy(), lanes.abandoned(), lanes.abandonedEver());
    }

    synchronized void drain() {
        draining = true;
    }

    /** Answers everything with "come back". */
    void close() {
        List<Runnable> after = new ArrayList<>();
        synchronized (this) {
            draining = true;
            for (Flight flight : new ArrayList<>(flights.values())) {
                disband(flight, Verdict.error(Reason.BUSY, DRAIN_RETRY_MILLIS), after);
            }
        }
        run(after);
    }

    private void answer(ScanOrder order, Requester requester, Verdict verdict, long since, Way way) {
        requester.answer(order.request(), verdict);
        counters.ended(verdict, way);
        terms.observer().ended(order, verdict, nanos.getAsLong() - since, 0, way);
    }

    /** What fails of one request is no reason not to go on with the others. */
    private static void run(List<Runnable> after) {
        for (Runnable next : after) {
            try {
                next.run();
            } catch (RuntimeException | OutOfMemoryError e) {
                LOG.log(Level.ERROR, "a decision was not carried out", e);
            }
        }
    }
}
