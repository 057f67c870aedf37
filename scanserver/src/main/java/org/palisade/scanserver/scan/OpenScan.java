package org.palisade.scanserver.scan;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.HashMap;
import java.util.Map;
import org.palisade.protocol.scan.Digest;
import org.palisade.protocol.scan.MalformedFrameException;
import org.palisade.protocol.scan.Reason;
import org.palisade.protocol.scan.Verdict;
import org.palisade.scanserver.engine.Checkpoint;
import org.palisade.scanserver.engine.Engine;
import org.palisade.scanserver.engine.EngineUnavailableException;
import org.palisade.scanserver.engine.Scan;

/**
 * An object being received. Fragments wait here until a worker takes them, one at a time and in order; at most a window of them is ever under way, so this holds
 * that much and no more. One worker at a time is inside {@link #step}.
 */
final class OpenScan {

    /** Called once, outside any lock of this class. */
    interface Done {
        /**
         * The scan is over.
         *
         * @param verified whether the bytes judged were hashed here and are those that were announced
         */
        void done(Verdict verdict, boolean verified);
    }

    private static final Logger LOG = System.getLogger(OpenScan.class.getName());
    private static final int ENGINE_RETRY_MILLIS = 5000;

    private final ScanRequest request;
    private final ScanConfig config;
    private final Engine engine;
    private final Workers workers;
    private final Done done;
    private final long size;
    private final Pace pace;
    private final MessageDigest sha256 = Digest.computation();
    private final Map<Long, Integer> wanted = new HashMap<>();
    private final Map<Long, ByteBuffer> arrived = new HashMap<>();
    private Scan scan;
    private long asked;
    private long judged;
    private boolean working;
    private boolean closed;

    OpenScan(ScanRequest request, ScanConfig config, Engine engine, Workers workers, Done done) {
        this.request = request;
        this.config = config;
        this.engine = engine;
        this.workers = workers;
        this.done = done;
        this.pace = new Pace(config.stall());
        this.size = request.order().subject().size();
    }

    /** Gives it to the workers. */
    synchronized void start() {
        working = true;
        workers.execute(this::begin);
    }

    /** True if fragments are awaited and come too slowly. */
    synchronized boolean stalled(long now) {
        return !closed && !wanted.isEmpty() && pace.tooSlow(now);
    }

    synchronized void fragment(long offset, ByteBuffer bytes) throws MalformedFrameException {
        if (closed) {
            return;
        }
        Integer length = wanted.remove(offset);
        if (length == null || bytes.remaining() > length) {
            throw new MalformedFrameException("a fragment came that was not asked for");
        }
        arrived.put(offset, bytes);
        long now = System.nanoTime();
        pace.arrived(now, bytes.remaining());
        if (!working && arrived.containsKey(judged)) {
            pace.resume(now);
            working = true;
            workers.execute(this::step);
        }
    }

    /** Gives up. A worker inside is freed as soon as the engine notices. */
    void close() {
        Scan held;
        synchronized (this) {
            closed = true;
            wanted.clear();
            arrived.clear();
            held = scan;
        }
        if (held != null) {
            held.close();
        }
    }

    private void begin() {
        guarded(() -> {
            Scan opened = engine.open(size, request.order().archives(), Checkpoint.NONE);
            synchronized (this) {
                scan = opened;
                if (closed) {
                    opened.close();
                    return;
                }
            }
            proceed();
        });
    }

    private void step() {
        ByteBuffer fragment;
        int length;
        synchronized (this) {
            fragment = arrived.remove(judged);
            if (closed || fragment == null) {
                working = false;
                return;
            }
            length = (int) Math.min(config.fragment(), size - judged);
            judged += length;
        }
        guarded(() -> {
            if (fragment.remaining() < length) {
                done.done(Verdict.error(Reason.DIGEST_MISMATCH), false);
                return;
            }
            sha256.update(fragment.duplicate());
            scan.feed(fragment);
            proceed();
        });
    }

    /** After the opening and after each fragment: the end, or more fragments. */
    private void proceed() throws EngineUnavailableException {
        long position;
        synchronized (this) {
            if (closed) {
                return;
            }
            position = judged;
        }
        if (!scan.wanting() || position == size) {
            finish(position == size);
            return;
        }
        synchronized (this) {
            if (closed) {
                return;
            }
            while (asked < size && wanted.size() + arrived.size() < config.window()) {
                int length = (int) Math.min(config.fragment(), size - asked);
                wanted.put(asked, length);
                request.want(asked, length);
                asked += length;
            }
            working = arrived.containsKey(judged);
            if (working) {
                workers.execute(this::step);
            } else {
                pace.await(System.nanoTime());
            }
        }
    }

    private void finish(boolean whole) throws EngineUnavailableException {
        Digest content = Digest.of(sha256.digest());
        boolean verified = whole && content.equals(request.order().subject().digest());
        if (whole && !verified) {
            done.done(Verdict.error(Reason.DIGEST_MISMATCH), false);
            return;
        }
        Verdict verdict = scan.finish(content);
        if (!verified && verdict.complete()) {
            throw new IllegalStateException("engine " + engine.name() + " gave a complete verdict on a part of the object");
        }
        done.done(verdict, verified);
    }

    private interface Step {
        void run() throws EngineUnavailableException;
    }

    private void guarded(Step step) {
        try {
            step.run();
        } catch (EngineUnavailableException e) {
            if (!isClosed()) {
                LOG.log(Level.WARNING, "request {0} was not scanned: {1}", Integer.toString(request.order().request()), e.getMessage());
                done.done(Verdict.error(Reason.ENGINE_UNAVAILABLE, ENGINE_RETRY_MILLIS), false);
            }
        } catch (RuntimeException | OutOfMemoryError | StackOverflowError e) {
            if (!isClosed()) {
                LOG.log(Level.ERROR, "request " + request.order().request() + " failed", e);
                done.done(Verdict.error(Reason.INTERNAL), false);
            }
        }
    }

    private synchronized boolean isClosed() {
        return closed;
    }
}
