package org.palisade.scanserver.engine.clamd;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.palisade.protocol.scan.Digest;
import org.palisade.protocol.scan.Reason;
import org.palisade.protocol.scan.ScanStatus;
import org.palisade.protocol.scan.Verdict;
import org.palisade.scanserver.engine.Checkpoint;
import org.palisade.scanserver.engine.EngineUnavailableException;
import org.palisade.scanserver.engine.Scan;

/** One object sent to a daemon as it comes. What was sent is not kept: if the daemon is lost, whoever asked must ask again. */
final class ClamdScan implements Scan {

    private static final int CHUNK = 64 * 1024;

    private final ClamdEngine engine;
    private final Checkpoint checkpoint;
    private final byte[] beginning = new byte[Containers.NEEDED];
    private int known;
    private final AtomicBoolean counted = new AtomicBoolean();
    private volatile Optional<Lease> lease = Optional.empty();
    private boolean answered;
    private boolean cut;
    private Optional<ClamdLink> held = Optional.empty();
    private volatile boolean closed;

    ClamdScan(ClamdEngine engine, Checkpoint checkpoint) {
        this.engine = engine;
        this.checkpoint = checkpoint;
    }

    /**
     * Begins with a daemon that answers.
     *
     * @param last asked only if no other answers
     */
    void begin(Optional<ClamdMember> last) throws IOException {
        Lease got = engine.lease(this::hold, last);
        lease = Optional.of(got);
        got.member().scans().incrementAndGet();
        counted.set(true);
        got.link().begin("INSTREAM");
    }

    private synchronized void hold(ClamdLink link) throws IOException {
        held = Optional.of(link);
        if (closed) {
            link.close();
            throw new IOException("closed");
        }
    }

    /** The session is not ours any more; false if it was closed before. */
    private synchronized boolean handOver() {
        held = Optional.empty();
        return !closed;
    }

    Optional<ClamdMember> member() {
        return lease.map(Lease::member);
    }

    @Override
    public boolean wanting() {
        return !answered && !cut;
    }

    @Override
    public void feed(ByteBuffer bytes) throws EngineUnavailableException {
        int some = Math.min(beginning.length - known, bytes.remaining());
        bytes.get(bytes.position(), beginning, known, some);
        known += some;
        while (bytes.hasRemaining() && wanting()) {
            checkpoint.pass();
            ByteBuffer chunk = bytes.slice(bytes.position(), Math.min(CHUNK, bytes.remaining()));
            bytes.position(bytes.position() + chunk.remaining());
            send(ByteBuffer.allocate(Integer.BYTES).putInt(0, chunk.remaining()), chunk);
        }
        bytes.position(bytes.limit());
    }

    private void send(ByteBuffer... pieces) throws EngineUnavailableException {
        try {
            answered = !lease.orElseThrow().link().send(pieces);
        } catch (SocketTimeoutException e) {
            throw new EngineUnavailableException("clamd takes no more: " + e.getMessage(), e);
        } catch (IOException e) {
            cut = true;
        }
    }

    @Override
    public Verdict finish(Digest content) throws EngineUnavailableException {
        try {
            return verdict();
        } catch (EngineUnavailableException e) {
            throw e;
        } catch (IOException e) {
            throw new EngineUnavailableException("clamd gave no answer: " + e.getMessage(), e);
        }
    }

    /**
     * What the daemon says.
     *
     * @throws IOException if it was lost on the way: another one may be asked
     */
    Verdict verdict() throws IOException {
        Lease with = lease.orElseThrow();
        if (wanting()) {
            send(ByteBuffer.allocate(Integer.BYTES));
        }
        String reply;
        try {
            reply = with.link().reply();
        } catch (IOException e) {
            // A daemon whose size limit is exceeded closes at once, and its answer may be lost with the connection. If it is well, that is what it was.
            if (cut && !closed && ClamdEngine.answers(with.member())) {
                return limit(with.before());
            }
            if (!closed && !(e instanceof SocketTimeoutException) && !ClamdEngine.answers(with.member())) {
                with.member().lost(e);
            }
            throw e;
        }
        if (ClamdReply.tooLarge(reply)) {
            return limit(with.before());
        }
        Version after = after(with);
        Verdict verdict = ClamdReply.verdict(reply, ClamdEngine.label(with.member(), Version.older(with.before(), after)));
        if (verdict.status() == ScanStatus.CLEAN && !engine.trusts(with.member()) && Containers.among(beginning, known)) {
            return Verdict.notFullyScanned(Reason.ENGINE_LIMIT, ClamdEngine.NAME, verdict.signatureSet());
        }
        return verdict;
    }

    /** What the daemon says it is now; the session goes back to it. If it is gone meanwhile, what it said before stands. */
    private Version after(Lease with) {
        Version after;
        try {
            after = Version.of(with.link().ask("VERSION"));
        } catch (IOException e) {
            return with.before();
        }
        release();
        if (handOver()) {
            with.member().keep(with.link());
        }
        return after;
    }

    private Verdict limit(Version version) {
        return Verdict.notFullyScanned(Reason.ENGINE_LIMIT, ClamdEngine.NAME, ClamdEngine.label(lease.orElseThrow().member(), version));
    }

    @Override
    public void close() {
        synchronized (this) {
            closed = true;
            held.ifPresent(ClamdLink::close);
        }
        release();
    }

    /** Its daemon has one scan less, once. */
    private void release() {
        if (counted.compareAndSet(true, false)) {
            lease.orElseThrow().member().scans().decrementAndGet();
        }
    }
}
