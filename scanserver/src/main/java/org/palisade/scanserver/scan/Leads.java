package org.palisade.scanserver.scan;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.palisade.protocol.scan.Reason;
import org.palisade.protocol.scan.Verdict;
import org.palisade.scanserver.scan.ScanObserver.Way;
import org.palisade.scanserver.scan.ScanRequest.Standing;

/**
 * Who leads where several ask for the same content. The lead passes on when the leader's agent sends nothing for half a second, when what it sent is not what it
 * announced, and when it is lost; nobody who waits loses more than that to each bad leader. Belongs to the lock of {@link Register}.
 */
final class Leads {

    /** With the tick, half a second. */
    static final long PATIENCE = 500_000_000 - Register.TICK;

    private final Register register;
    private final Lanes lanes;
    private final Wheel<Register.Due> wheel;
    private final Counters counters;
    private final Map<ScanOrder.Key, Flight> flights = new HashMap<>();

    Leads(Register register, Lanes lanes, Wheel<Register.Due> wheel, Counters counters) {
        this.register = register;
        this.lanes = lanes;
        this.wheel = wheel;
        this.counters = counters;
    }

    Optional<Flight> find(ScanOrder.Key key) {
        return Optional.ofNullable(flights.get(key));
    }

    /** Its first request is admitted: others may join. */
    void begin(Flight flight) {
        flights.put(flight.key(), flight);
    }

    /** One that waited for a place has it now; true if it need not send, because another one does by now. */
    boolean standsBack(ScanRequest request, long now) {
        Flight flight = request.flight();
        if (flight.ledBy(request) || !flight.served(now, PATIENCE)) {
            return false;
        }
        stepBack(request);
        watch(flight, now);
        return true;
    }

    void disbandAll(Verdict verdict, Aftermath after) {
        for (Flight flight : new ArrayList<>(flights.values())) {
            disband(flight, verdict, after);
        }
    }

    void join(ScanRequest request, Flight flight, long now, Aftermath after) {
        if (flight.leaderWaits() && lanes.of(request.order()).hasPlace(request)) {
            // Its leader's agent has all its places: that must not hold up another agent.
            stepBack(flight.leader().orElseThrow());
            register.admit(request, now, after);
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

    /** While others wait for it, the leader is looked at. */
    private void watch(Flight flight, long now) {
        if (flight.contested() && !flight.look().isSet()) {
            wheel.set(flight.look(), flight.silentSince(now) + PATIENCE);
        }
    }

    /** It is time to see whether the leader gets on. */
    void look(Flight flight, long now, Aftermath after) {
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
    private boolean promote(Flight flight, boolean onlyWithPlace, long now, Aftermath after) {
        Optional<ScanRequest> next = flight.candidate(request -> lanes.of(request.order()).hasPlace(request), onlyWithPlace);
        while (next.isPresent()) {
            if (register.admit(next.get(), now, after)) {
                return true;
            }
            next = flight.candidate(request -> lanes.of(request.order()).hasPlace(request), onlyWithPlace);
        }
        return false;
    }

    /** Those who waited for it: they are answered too, or another of them leads. */
    void settle(ScanRequest request, Verdict verdict, boolean verified, long now, Aftermath after) {
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

    private void disband(Flight flight, Verdict verdict, Aftermath after) {
        flights.remove(flight.key());
        wheel.clear(flight.look());
        for (ScanRequest other : flight.disband()) {
            register.conclude(other, verdict, Way.JOINED, true, after);
        }
    }
}
