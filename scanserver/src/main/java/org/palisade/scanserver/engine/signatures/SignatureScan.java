package org.palisade.scanserver.engine.signatures;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import org.palisade.protocol.scan.Digest;
import org.palisade.protocol.scan.Reason;
import org.palisade.protocol.scan.Verdict;
import org.palisade.scanserver.engine.Checkpoint;
import org.palisade.scanserver.engine.Scan;
import org.palisade.scanserver.engine.ScanOverException;
import org.palisade.scanserver.engine.container.Buffers;
import org.palisade.scanserver.engine.container.Content;
import org.palisade.scanserver.engine.container.FileType;
import org.palisade.scanserver.engine.container.Outcome;
import org.palisade.scanserver.engine.container.Spool;

/**
 * One object under one signature set. Its bytes are looked at as they come and kept only if it is a container that is to be opened; that is done at the end. Whatever
 * its content makes go wrong costs this scan only, and such an object is "not fully scanned".
 */
final class SignatureScan implements Scan {

    private static final int PIECE = Buffers.BYTES;
    /** A document, page or program up to this size is no heavy work although something may be inside it, bytes. */
    private static final long LIGHT = 1 << 20;

    private final SignatureSet set;
    private final Tools tools;
    private final long size;
    private final boolean archives;
    private final Checkpoint checkpoint;
    private final Inspection inspection;
    private Optional<Reason> broken = Optional.empty();
    /** Why the bytes could not be kept. They are still matched; only what is inside cannot be looked at. */
    private Optional<Reason> lost = Optional.empty();
    /** The bytes, until it is known whether they must be kept, and from then on if they must. */
    private Optional<Spool> spool = Optional.empty();
    private Optional<byte[]> small = Optional.empty();
    private int smallLength;
    private boolean kept;
    private boolean working;
    private boolean closed;

    SignatureScan(SignatureSet set, Tools tools, long size, boolean archives, Checkpoint checkpoint) {
        this.set = set;
        this.tools = tools;
        this.size = size;
        this.archives = archives;
        this.checkpoint = checkpoint;
        this.kept = archives;
        this.inspection = new Inspection(set, tools.buffers(), size, "", List.of(), false);
    }

    @Override
    public boolean wanting() {
        return broken.isEmpty() && !inspection.overwhelmed();
    }

    @Override
    public boolean heavy() {
        return size > tools.largeSize() || archives && inspection.begun() && inspection.type().container() && (size > LIGHT || !light(inspection.type()));
    }

    @Override
    public boolean parts() {
        return archives && inspection.type().container();
    }

    /** Whether what may be inside is seldom there and seldom much. */
    private static boolean light(FileType type) {
        return switch (type) {
            case PE, HTML, MAIL, RTF, OLE2, PDF -> true;
            default -> false;
        };
    }

    @Override
    public void feed(ByteBuffer bytes) {
        begin();
        try {
            while (bytes.hasRemaining() && wanting()) {
                int count = Math.min(PIECE, bytes.remaining());
                if (bytes.hasArray()) {
                    take(bytes.array(), bytes.arrayOffset() + bytes.position(), count);
                    bytes.position(bytes.position() + count);
                } else {
                    byte[] buffer = tools.buffers().take();
                    bytes.get(buffer, 0, count);
                    take(buffer, 0, count);
                    tools.buffers().give(buffer);
                }
                checkpoint.pass();
            }
            bytes.position(bytes.limit());
        } catch (ScanOverException e) {
            throw e;
        } catch (RuntimeException | OutOfMemoryError | StackOverflowError e) {
            broken(e, Reason.ENGINE_LIMIT);
            bytes.position(bytes.limit());
        } finally {
            end();
        }
    }

    private void take(byte[] bytes, int offset, int count) {
        inspection.feed(bytes, offset, count);
        if (kept && inspection.begun() && !inspection.type().container()) {
            kept = false;
            dropContent();
        }
        if (kept) {
            keep(bytes, offset, count);
        }
    }

    private void keep(byte[] bytes, int offset, int count) {
        try {
            if (size <= PIECE) {
                if (small.isEmpty()) {
                    small = Optional.of(tools.buffers().take());
                }
                int fits = Math.min(count, PIECE - smallLength);
                System.arraycopy(bytes, offset, small.get(), smallLength, fits);
                smallLength += fits;
            } else {
                if (spool.isEmpty()) {
                    spool = Optional.of(tools.space().spool(Long.MAX_VALUE));
                }
                spool.get().write(bytes, offset, count);
            }
        } catch (IOException e) {
            tools.faults().log(e);
            lost = Optional.of(Reason.ENGINE_LIMIT);
            kept = false;
            dropContent();
        }
    }

    @Override
    public Verdict finish(Digest content) {
        begin();
        try {
            if (broken.isEmpty()) {
                inspection.finish(Optional.of(content.bytes()));
            }
            if (inspection.allowed()) {
                return Verdict.clean(SignatureEngine.NAME, set.label());
            }
            if (!inspection.threats().isEmpty()) {
                return Verdict.infected(inspection.threats().get(0), "", SignatureEngine.NAME, set.label());
            }
            if (!wanting()) {
                return incomplete(broken.orElse(Reason.ENGINE_LIMIT));
            }
            if (!archives || !inspection.type().container()) {
                return Verdict.clean(SignatureEngine.NAME, set.label());
            }
            return lost.isPresent() ? incomplete(lost.get()) : inside();
        } catch (ScanOverException e) {
            throw e;
        } catch (RuntimeException | OutOfMemoryError | StackOverflowError e) {
            return incomplete(broken(e, Reason.ENGINE_LIMIT));
        } finally {
            end();
        }
    }

    private Verdict inside() {
        Content root = spool.isPresent() ? spool.get().content() : new Content.Bytes(small.orElseGet(() -> new byte[0]), smallLength);
        Inside inside = new Inside(set, tools.buffers(), checkpoint, root.size());
        Outcome outcome = tools.walk().walk(root, inspection.type(), checkpoint, inside);
        if (inside.found().isPresent()) {
            return Verdict.infected(inside.found().get().threat(), inside.found().get().path(), SignatureEngine.NAME, set.label());
        }
        if (outcome.reason().isPresent() || inside.overwhelmed()) {
            return incomplete(outcome.reason().orElse(Reason.ENGINE_LIMIT));
        }
        return Verdict.clean(SignatureEngine.NAME, set.label());
    }

    private Verdict incomplete(Reason reason) {
        return Verdict.notFullyScanned(reason, SignatureEngine.NAME, set.label());
    }

    private Reason broken(Throwable fault, Reason reason) {
        tools.faults().log(fault);
        broken = broken.or(() -> Optional.of(reason));
        return reason;
    }

    private void dropContent() {
        spool.ifPresent(Spool::close);
        spool = Optional.empty();
        small.ifPresent(tools.buffers()::give);
        small = Optional.empty();
    }

    private synchronized void begin() {
        if (closed) {
            throw new ScanOverException();
        }
        working = true;
    }

    private synchronized void end() {
        working = false;
        if (closed) {
            release();
        }
    }

    /** Memory and files are given back by the thread that works with them, or by the closing one if none does. */
    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            if (!working) {
                release();
            }
        }
    }

    private void release() {
        inspection.release();
        dropContent();
    }
}
