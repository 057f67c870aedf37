package org.palisade.scanserver.door;

import io.netty.channel.EventLoop;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.palisade.protocol.scan.Message.Subject;
import org.palisade.protocol.scan.Reason;
import org.palisade.protocol.scan.Verdict;
import org.palisade.scanserver.scan.Requester;
import org.palisade.scanserver.scan.ScanOrder;
import org.palisade.scanserver.scan.ScanRequest;
import org.palisade.scanserver.scan.Scans;

/** One stream on its way to a verdict. A client of clamd cannot be told to come back, so it is asked again here until its time is over. Belongs to one event loop. */
final class Judgement implements Requester {

    /** Who waits for it; called once, by the event loop. */
    interface Done {
        void judged(Judgement judgement, Verdict verdict);
    }

    private static final int SHORTEST_PAUSE_MILLIS = 20;

    private final EventLoop loop;
    private final Scans scans;
    private final UUID tenant;
    private final Peer peer;
    private final int id;
    private final byte terminator;
    private final Received content;
    private final Subject subject;
    private final Done done;
    private final long end;
    private Optional<ScanRequest> request = Optional.empty();
    private boolean over;

    /**
     * A stream that is whole.
     *
     * @param id         its number in its session, 0 outside
     * @param terminator what ends the reply
     * @param patience   how long the verdict is of use
     */
    Judgement(EventLoop loop, Scans scans, UUID tenant, Peer peer, int id, byte terminator, Received content, Duration patience, Done done) {
        this.loop = loop;
        this.scans = scans;
        this.tenant = tenant;
        this.peer = peer;
        this.id = id;
        this.terminator = terminator;
        this.content = content;
        this.subject = content.subject();
        this.done = done;
        this.end = System.nanoTime() + patience.toNanos();
    }

    int id() {
        return id;
    }

    byte terminator() {
        return terminator;
    }

    /** Asks for a verdict; to be called by the event loop. */
    void ask() {
        if (over) {
            return;
        }
        Duration rest = Duration.ofNanos(Math.max(end - System.nanoTime(), 1));
        request = scans.submit(ScanOrder.local(tenant, peer.id(), subject, true, rest, content), this);
        if (over) {
            request.ifPresent(ScanRequest::cancel);
        }
    }

    /** Nobody waits any more. */
    void giveUp() {
        if (!over) {
            over = true;
            request.ifPresent(ScanRequest::cancel);
            content.close();
        }
    }

    @Override
    public void want(int number, long offset, int length) {
        throw new IllegalStateException("the content is here already");
    }

    @Override
    public void answer(int number, Verdict verdict) {
        if (loop.inEventLoop()) {
            answered(verdict);
        } else {
            loop.execute(() -> answered(verdict));
        }
    }

    private void answered(Verdict verdict) {
        if (over) {
            return;
        }
        long pause = TimeUnit.MILLISECONDS.toNanos(Math.max(verdict.retryAfterMillis(), SHORTEST_PAUSE_MILLIS));
        if (verdict.reason() == Reason.BUSY && System.nanoTime() + pause < end && !loop.isShuttingDown()) {
            loop.schedule(this::ask, pause, TimeUnit.NANOSECONDS);
            return;
        }
        over = true;
        content.close();
        done.judged(this, verdict);
    }
}
