package org.palisade.scanserver.scan;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.palisade.protocol.scan.Digest;
import org.palisade.protocol.scan.MalformedFrameException;
import org.palisade.protocol.scan.Reason;
import org.palisade.protocol.scan.Verdict;
import org.palisade.scanserver.engine.EngineUnavailableException;
import org.palisade.scanserver.engine.Scan;
import org.palisade.scanserver.engine.ScanOverException;

/**
 * An object being judged, a step at a time: each step takes the next piece of its {@link Content} and hands it to the engine, on a worker of the lane it is in. It
 * holds no worker while it waits for its agent. One step at a time runs or is queued.
 */
final class OpenScan {

    private static final Logger LOG = System.getLogger(OpenScan.class.getName());
    private static final int ENGINE_RETRY_MILLIS = 5000;
    /** So many bytes tell an engine whether the rest is heavy work. */
    private static final int HEAD = 64 * 1024;

    private final ScanRequest request;
    private final Means means;
    private final Content content;
    private final Turns.Turn turn;
    private volatile Workers workers;
    private volatile Scan scan;
    private volatile Thread inside;
    /** What of a piece is still to be fed after the head showed heavy work. */
    private ByteBuffer unfed = ByteBuffer.allocate(0);
    private boolean begun;
    private boolean toHeavy;
    private boolean goesOn;
    private volatile boolean heavy;
    private volatile boolean over;
    private volatile boolean parts = true;
    private volatile long overSince;

    /** A scan that has not begun, on the workers of its lane; {@code heavy} if that is the heavy lane. */
    OpenScan(ScanRequest request, Means means, Workers workers, boolean heavy) {
        this.request = request;
        this.means = means;
        this.workers = workers;
        this.heavy = heavy;
        this.turn = means.turns().turn(request.order().tenant(), request.order().agent());
        this.content = request.order().source().<Content>map(source -> new HeldContent(request.order().subject(), source))
                .orElseGet(() -> new AskedContent(request, means));
    }

    ScanOrder order() {
        return request.order();
    }

    /** Whether the verdict is about parts of the content too; true unless the engine said otherwise. */
    boolean parts() {
        return parts;
    }

    Turns.Turn turn() {
        return turn;
    }

    /** Begins: asks the agent, or goes to the workers at once if there is nothing to ask. */
    void start() {
        if (!content.begin()) {
            workers.execute(this);
        }
    }

    /** Goes on in the heavy lane. */
    void goOn(Workers heavyWorkers) {
        workers = heavyWorkers;
        heavyWorkers.execute(this);
    }

    /** True if fragments are awaited and come too slowly. */
    boolean stalled(long now) {
        return !over && content.stalled(now);
    }

    /** Since when its agent has been waited for without anything coming; {@code now} if it is not. */
    long silentSince(long now) {
        return content.silentSince(now);
    }

    /** Bytes of the content that came. */
    long received() {
        return content.received();
    }

    /** False if it came after the end. */
    boolean fragment(long offset, ByteBuffer bytes) throws MalformedFrameException {
        if (over) {
            return false;
        }
        if (content.fragment(offset, bytes)) {
            workers.execute(this);
        }
        return true;
    }

    boolean over() {
        return over;
    }

    long overSince() {
        return overSince;
    }

    /** Gives up. A worker inside is freed at its next checkpoint, or where it waits; this does not wait for it. */
    void close() {
        overSince = means.nanos().getAsLong();
        over = true;
        content.close();
        Thread worker = inside;
        if (worker == null) {
            // None comes in any more that would feed something.
            content.dropped();
        } else if (worker == Thread.currentThread()) {
            return;
        }
        if (heavy) {
            means.turns().over(turn);
        }
        Scan held = scan;
        if (held != null) {
            means.closer().execute(held::close);
        }
    }

    /** Its thread is given up: it does not count any more for the turns. */
    void givenUp() {
        means.turns().leave(turn);
    }

    /** The checkpoint of the engine. */
    private void pass() {
        if (heavy) {
            means.turns().pass(turn);
        }
        if (over) {
            throw new ScanOverException();
        }
    }

    private interface Work<T> {
        T run() throws EngineUnavailableException;
    }

    /** Heavy work of the engine is done behind all other work. */
    private <T> T behind(Work<T> work) throws EngineUnavailableException {
        if (!heavy) {
            return work.run();
        }
        means.turns().work(turn);
        try {
            return work.run();
        } finally {
            means.turns().rest(turn);
        }
    }

    /**
     * One step. {@link #rest} follows it, on the same thread.
     *
     * @param buffer the worker's own
     */
    void step(ByteBuffer buffer) {
        inside = Thread.currentThread();
        goesOn = false;
        try {
            goesOn = !over && proceed(buffer);
        } catch (EngineUnavailableException e) {
            if (!over) {
                LOG.log(Level.WARNING, "request {0} was not scanned: {1}", Integer.toString(request.order().request()), e.getMessage());
                done(Verdict.error(Reason.ENGINE_UNAVAILABLE, ENGINE_RETRY_MILLIS), false);
            }
        } catch (IOException | RuntimeException | Error e) {
            // Whatever an engine throws costs this request only.
            if (!over) {
                LOG.log(Level.ERROR, "request " + request.order().request() + " failed", e);
                done(Verdict.error(Reason.INTERNAL), false);
            }
        } finally {
            inside = null;
            Scan held = scan;
            if (over) {
                content.dropped();
                if (held != null) {
                    held.close();
                }
            }
        }
    }

    /**
     * After a step, when its worker has left it: from here on another worker may run the next one.
     *
     * @return whether to queue it now
     */
    boolean rest() {
        if (toHeavy) {
            toHeavy = false;
            means.outcome().heavy(request);
            return false;
        }
        return goesOn && content.ready();
    }

    private boolean proceed(ByteBuffer buffer) throws IOException {
        if (scan == null) {
            scan = means.engine().open(request.order().subject().size(), request.order().archives(), this::pass);
            means.counters().engineScans.increment();
        }
        if (!atEnd()) {
            feed(buffer);
        }
        if (over) {
            return false;
        }
        if (content.fellShort()) {
            done(Verdict.error(Reason.DIGEST_MISMATCH), false);
            return false;
        }
        if (!heavy && scan.heavy()) {
            heavy = true;
            means.counters().movedToHeavy.increment();
            toHeavy = true;
            return false;
        }
        if (atEnd()) {
            finish();
            return false;
        }
        content.ask();
        return true;
    }

    /** Feeds the next piece. Of the first one its head comes alone: heavy work shall cost the normal lane no more than that. */
    private void feed(ByteBuffer buffer) throws IOException {
        Optional<ByteBuffer> next = unfed.hasRemaining() ? Optional.of(unfed) : content.next(buffer);
        if (next.isEmpty()) {
            return;
        }
        ByteBuffer piece = next.get();
        if (!begun && !heavy && piece.remaining() > HEAD) {
            begun = true;
            ByteBuffer head = piece.slice(piece.position(), HEAD);
            piece.position(piece.position() + HEAD);
            feedHashed(head);
            if (scan.heavy()) {
                unfed = content.keep(piece);
                return;
            }
        }
        begun = true;
        behind(() -> {
            feedHashed(piece);
            return true;
        });
        content.fed();
    }

    private void feedHashed(ByteBuffer bytes) throws EngineUnavailableException {
        content.hash(bytes);
        scan.feed(bytes);
    }

    private boolean atEnd() {
        return content.atEnd() && !unfed.hasRemaining() || !scan.wanting();
    }

    private void finish() throws EngineUnavailableException {
        boolean whole = content.atEnd();
        Digest digest = content.digest();
        if (whole && !digest.equals(request.order().subject().digest())) {
            done(Verdict.error(Reason.DIGEST_MISMATCH), false);
            return;
        }
        Verdict verdict = behind(() -> scan.finish(digest));
        parts = scan.parts();
        if (!whole && verdict.complete()) {
            throw new IllegalStateException("engine " + means.engine().name() + " gave a complete verdict on a part of the object");
        }
        done(verdict, whole);
    }

    private void done(Verdict verdict, boolean verified) {
        means.outcome().done(request, verdict, verified);
    }
}
