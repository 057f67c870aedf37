package org.palisade.scanserver.scan;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.LongSupplier;
import java.util.function.ToIntFunction;

/** Where scans run: places for those under way, a bounded and fair queue before them, and threads. All but its threads belongs to the lock of {@link Register}. */
final class Lane {

    /** What an opening counts for before it is known how long it lasts, nanoseconds. */
    private static final long ADVANCE = 100_000;

    private final Places places;
    private final Places spots;
    private final FairQueue<ScanRequest> queue;
    private final Set<ScanRequest> open = new LinkedHashSet<>();
    private final DrainRate rate;
    private final Workers workers;
    private final LongSupplier nanos;

    Lane(int places, int spots, ToIntFunction<UUID> weight, Workers workers, LongSupplier nanos) {
        this.places = new Places(places);
        this.spots = new Places(spots);
        this.queue = new FairQueue<>(weight, ADVANCE);
        this.rate = new DrainRate(nanos.getAsLong());
        this.workers = workers;
        this.nanos = nanos;
    }

    void use(int mostOpen, int mostQueued) {
        places.use(mostOpen);
        spots.use(mostQueued);
    }

    boolean hasPlace(ScanRequest request) {
        return places.lets(request.order().tenant(), request.order().agent());
    }

    /** Gives it a place; there is one. */
    void open(ScanRequest request) {
        queue.pass(request.order().tenant(), request.order().agent());
        place(request);
    }

    private void place(ScanRequest request) {
        places.take(request.order().tenant(), request.order().agent());
        open.add(request);
        request.stand(this, ScanRequest.Standing.OPEN, nanos.getAsLong());
    }

    /** Lets it wait for a place; false if there is no room. */
    boolean queue(ScanRequest request) {
        if (!spots.lets(request.order().tenant(), request.order().agent())) {
            return false;
        }
        spots.take(request.order().tenant(), request.order().agent());
        queue.add(request.order().tenant(), request.order().agent(), request);
        request.stand(this, ScanRequest.Standing.QUEUED, nanos.getAsLong());
        return true;
    }

    /** Whose turn it is, if there is a place for one who waits; it has the place now. */
    Optional<ScanRequest> next() {
        Optional<ScanRequest> next = queue.poll(places);
        next.ifPresent(request -> {
            ScanOrder order = request.order();
            spots.give(order.tenant(), order.agent());
            place(request);
        });
        return next;
    }

    /** Takes it out, wherever it is. */
    void leave(ScanRequest request) {
        ScanOrder order = request.order();
        if (open.remove(request)) {
            places.give(order.tenant(), order.agent());
            // Whoever keeps places for long waits longer for the next: the time counts, not the number.
            queue.charge(order.tenant(), order.agent(), ADVANCE + nanos.getAsLong() - request.since());
            rate.left();
        } else if (queue.remove(order.tenant(), order.agent(), request)) {
            spots.give(order.tenant(), order.agent());
        }
    }

    /** Every second. */
    void sample(long now) {
        rate.sample(now);
        queue.tidy();
    }

    int retryMillis() {
        return rate.retryMillis(queue.size());
    }

    List<ScanRequest> open() {
        return List.copyOf(open);
    }

    int opened() {
        return open.size();
    }

    int queued() {
        return queue.size();
    }

    Workers workers() {
        return workers;
    }
}
