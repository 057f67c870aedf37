package org.palisade.scanserver.scan;

import java.nio.ByteBuffer;
import java.util.Optional;
import org.palisade.protocol.scan.MalformedFrameException;
import org.palisade.protocol.scan.Verdict;

/**
 * One request under way, as its connection holds it. It waits for another one with the same content, waits to be opened, or is open; what says which belongs to
 * {@link Register} and its lock.
 */
public final class ScanRequest {

    /** Where it stands. */
    enum Standing {
        /** Not admitted: it waits for another one with the same content. */
        WAITING,
        /** It waits for a place. */
        QUEUED,
        /** It has a place. */
        OPEN
    }

    private final Register register;
    private final ScanOrder order;
    private final Requester requester;
    private final Flight flight;
    private final long begun;
    private final Wheel.Alarm<Register.Due> deadline;
    private Standing standing = Standing.WAITING;
    private Lane lane;
    private long since;
    private volatile OpenScan open;
    private volatile boolean over;
    private Optional<Verdict> held = Optional.empty();
    private boolean asking;
    private Verdict unsaid;

    ScanRequest(Register register, ScanOrder order, Requester requester, Flight flight, long begun) {
        this.register = register;
        this.order = order;
        this.requester = requester;
        this.flight = flight;
        this.begun = begun;
        this.deadline = new Wheel.Alarm<>((now, after) -> register.expired(this, now, after));
    }

    /**
     * A fragment has arrived.
     *
     * @param bytes an array of {@link Scans#fragmentArrays} may be behind it, and goes back there when it was fed
     * @return false if it came after the end, and is still its giver's
     * @throws MalformedFrameException if it was not asked for
     */
    public boolean fragment(long offset, ByteBuffer bytes) throws MalformedFrameException {
        OpenScan receiving = open;
        if (receiving == null) {
            if (over) {
                return false;
            }
            throw new MalformedFrameException("a fragment came that was not asked for");
        }
        return receiving.fragment(offset, bytes);
    }

    /** The answer is not wanted any more. Whatever the request held is free at once; no answer is given. */
    public void cancel() {
        register.cancel(this);
    }

    /** True once it has ended, in whatever way. */
    public boolean over() {
        return over;
    }

    ScanOrder order() {
        return order;
    }

    Flight flight() {
        return flight;
    }

    long begun() {
        return begun;
    }

    Wheel.Alarm<Register.Due> deadline() {
        return deadline;
    }

    Optional<OpenScan> open() {
        return Optional.ofNullable(open);
    }

    void open(OpenScan scan) {
        open = scan;
    }

    Standing standing() {
        return standing;
    }

    Optional<Lane> lane() {
        return Optional.ofNullable(lane);
    }

    /** Since when it stands where it stands. */
    long since() {
        return since;
    }

    void stand(Lane where, Standing how, long now) {
        lane = where;
        standing = how;
        since = now;
    }

    /** Out of its lane: it waits for another one again. */
    void stepBack() {
        lane = null;
        standing = Standing.WAITING;
    }

    /** Marks the end. */
    void end() {
        over = true;
    }

    /** The answer is given later. Under the lock of the register, as what follows. */
    void hold(Verdict answer) {
        held = Optional.of(answer);
    }

    /** The answer that was to be given later, once. */
    Optional<Verdict> takeHeld() {
        Optional<Verdict> answer = held;
        held = Optional.empty();
        return answer;
    }

    /** Asks for a part of the object; nothing any more after the end. One thread at a time. */
    void want(long offset, int length) {
        synchronized (this) {
            if (over) {
                return;
            }
            asking = true;
        }
        try {
            requester.want(order.request(), offset, length);
        } finally {
            Verdict late;
            synchronized (this) {
                asking = false;
                late = unsaid;
                unsaid = null;
            }
            if (late != null) {
                requester.answer(order.request(), late);
            }
        }
    }

    /** Gives the answer, after the end and once. It never overtakes a want: the number may be used anew by whoever reads it. */
    void answer(Verdict verdict) {
        synchronized (this) {
            if (asking) {
                unsaid = verdict;
                return;
            }
        }
        requester.answer(order.request(), verdict);
    }
}
