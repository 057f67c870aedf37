package org.palisade.scanserver.scan;

import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.ToIntFunction;
import java.util.UUID;

/** Where scans run: places for those under way, a bounded and fair queue before them, and threads. All but its threads belongs to the lock of {@link Register}. */
final class Lane {

    /** What an opening counts for, whatever the size; and at most, so that one large object does not put its agent off for long. In bytes. */
    private static final long COST_LEAST = 16 * 1024;
    private static final long COST_MOST = 1 << 20;

    private final Places places;
    private final Places spots;
    private final FairQueue<ScanRequest> queue;
    private final Set<ScanRequest> open = new LinkedHashSet<>();
    private final DrainRate rate;
    private final Workers workers;

    Lane(int places, int spots, ToIntFunction<UUID> weight, Workers workers, long now) {
        this.places = new Places(places);
        this.spots = new Places(spots);
        this.queue = new FairQueue<>(weight, COST_LEAST);
        this.rate = new DrainRate(now);
        this.workers = workers;
    }

    boolean hasPlace(ScanRequest request) {
        return places.lets(request.order().tenant(), request.order().agent());
    }

    /** Gives it a place; there is one. */
    void open(ScanRequest request) {
        places.take(request.order().tenant(), request.order().agent());
        open.add(request);
        request.stand(this, ScanRequest.Standing.OPEN);
    }

    /** Lets it wait for a place; false if there is no room. */
    boolean queue(ScanRequest request) {
        if (!spots.lets(request.order().tenant(), request.order().agent())) {
            return false;
        }
        spots.take(request.order().tenant(), request.order().agent());
        queue.add(request.order().tenant(), request.order().agent(), request);
        request.stand(this, ScanRequest.Standing.QUEUED);
        return true;
    }

    /** Whose turn it is, if there is a place for one who waits; it has the place now. */
    Optional<ScanRequest> next() {
        Optional<ScanRequest> next = queue.poll(places);
        next.ifPresent(request -> {
            ScanOrder order = request.order();
            spots.give(order.tenant(), order.agent());
            queue.charge(order.tenant(), order.agent(), Math.max(COST_LEAST, Math.min(order.subject().size(), COST_MOST)));
            open(request);
        });
        return next;
    }

    /** Takes it out, wherever it is. */
    void leave(ScanRequest request) {
        ScanOrder order = request.order();
        if (open.remove(request)) {
            places.give(order.tenant(), order.agent());
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

    Set<ScanRequest> open() {
        return open;
    }

    int queued() {
        return queue.size();
    }

    Workers workers() {
        return workers;
    }
}
