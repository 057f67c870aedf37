package org.palisade.scanserver.scan;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Requests for the same content. One leads: its agent sends the content, and the others wait for what becomes of it. When the leader is slow the lead passes on; it
 * may still finish, and whoever finishes first answers all. Belongs to the lock of {@link Register}.
 */
final class Flight {

    /** How many of those who wait are looked at for one that has a place at once. */
    private static final int LOOK = 16;

    private final ScanOrder.Key key;
    private final Wheel.Alarm<Register.Due> look;
    /** Those that were admitted, the leader among them. */
    private final Set<ScanRequest> senders = new LinkedHashSet<>(2);
    private final Set<ScanRequest> waiting = new LinkedHashSet<>(2);
    private Optional<ScanRequest> leader = Optional.empty();
    private long ledSince;

    Flight(Leads leads, ScanOrder.Key key) {
        this.key = key;
        this.look = new Wheel.Alarm<>((now, after) -> leads.look(this, now, after));
    }

    ScanOrder.Key key() {
        return key;
    }

    /** When its leader is looked at next; set while others wait. */
    Wheel.Alarm<Register.Due> look() {
        return look;
    }

    /** Lets one lead that is admitted; who led so far goes on sending. */
    void lead(ScanRequest request, long now) {
        waiting.remove(request);
        senders.add(request);
        leader = Optional.of(request);
        ledSince = now;
    }

    void join(ScanRequest request) {
        senders.remove(request);
        waiting.add(request);
        if (ledBy(request)) {
            leader = Optional.empty();
        }
    }

    Optional<ScanRequest> leader() {
        return leader;
    }

    boolean ledBy(ScanRequest request) {
        return leader.isPresent() && leader.get() == request;
    }

    /** True if the leader waits for a place and could let another go first. */
    boolean leaderWaits() {
        return leader.isPresent() && leader.get().standing() == ScanRequest.Standing.QUEUED && leader.get().open().isEmpty();
    }

    boolean contested() {
        return !waiting.isEmpty();
    }

    /** Since when nothing has come of the leader's lead; {@code now} if it is the server's turn. */
    long silentSince(long now) {
        if (leader.isEmpty()) {
            return ledSince;
        }
        ScanRequest request = leader.get();
        if (request.standing() != ScanRequest.Standing.OPEN) {
            return request.open().isPresent() ? now : ledSince;
        }
        return request.open().map(scan -> scan.silentSince(now)).orElse(now);
    }

    /** True if one is open that goes on well, so that no other need send. */
    boolean served(long now, long patience) {
        return leader.isPresent() && leader.get().standing() == ScanRequest.Standing.OPEN && now - silentSince(now) < patience;
    }

    /** Takes it out; true if it led. */
    boolean leave(ScanRequest request) {
        waiting.remove(request);
        senders.remove(request);
        boolean led = ledBy(request);
        if (led) {
            leader = Optional.empty();
        }
        return led;
    }

    /** Who should lead next: one of those who wait, rather one that has a place at once, else the longest waiting. */
    Optional<ScanRequest> candidate(Predicate<ScanRequest> place, boolean onlyWithPlace) {
        Optional<ScanRequest> ready = waiting.stream().limit(LOOK).filter(place).findFirst();
        return ready.isPresent() || onlyWithPlace ? ready : waiting.stream().findFirst();
    }

    /** One that was admitted earlier and still sends, an open one if there is one. */
    Optional<ScanRequest> sender() {
        return senders.stream().filter(request -> request.standing() == ScanRequest.Standing.OPEN).findFirst().or(() -> senders.stream().findFirst());
    }

    /** Everyone; they are taken out. */
    List<ScanRequest> disband() {
        List<ScanRequest> all = new ArrayList<>(senders);
        all.addAll(waiting);
        senders.clear();
        waiting.clear();
        leader = Optional.empty();
        return all;
    }
}
