package org.palisade.scanserver.scan;

import java.nio.ByteBuffer;
import java.util.concurrent.Future;
import org.palisade.protocol.scan.MalformedFrameException;
import org.palisade.protocol.scan.Verdict;

/**
 * One request under way, as its connection holds it. It waits for another one with the same content, waits to be opened, or is open; its fields belong to
 * {@link Scans} and its lock.
 */
public final class ScanRequest {

    private final Scans scans;
    private final ScanOrder order;
    private final Requester requester;
    private volatile OpenScan open;
    private Future<?> deadline;
    private volatile boolean over;

    ScanRequest(Scans scans, ScanOrder order, Requester requester) {
        this.scans = scans;
        this.order = order;
        this.requester = requester;
    }

    /**
     * A fragment has arrived. One that comes after the end is dropped.
     *
     * @throws MalformedFrameException if it was not asked for
     */
    public void fragment(long offset, ByteBuffer bytes) throws MalformedFrameException {
        OpenScan receiving = open;
        if (receiving == null) {
            throw new MalformedFrameException("a fragment came that was not asked for");
        }
        receiving.fragment(offset, bytes);
    }

    /** The answer is not wanted any more. Whatever the request held is free at once; no answer is given. */
    public void cancel() {
        scans.cancel(this);
    }

    /** True once it has ended, in whatever way. */
    public boolean over() {
        return over;
    }

    ScanOrder order() {
        return order;
    }

    OpenScan open() {
        return open;
    }

    void open(OpenScan scan) {
        open = scan;
    }

    void deadline(Future<?> timer) {
        deadline = timer;
    }

    void answer(Verdict verdict) {
        requester.answer(order.request(), verdict);
    }

    void want(long offset, int length) {
        requester.want(order.request(), offset, length);
    }

    /** Marks the end; what is held is given up. */
    void end() {
        over = true;
        if (deadline != null) {
            deadline.cancel(false);
        }
        if (open != null) {
            open.close();
        }
    }
}
