package org.palisade.scanserver.scan;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Optional;
import org.palisade.protocol.scan.Digest;
import org.palisade.protocol.scan.MalformedFrameException;

/**
 * Content asked of an agent, a window of fragments at a time. They wait here until a step takes them, one by one and in order. The
 * first fragment always has room; those beyond it have it if {@link Spare} has.
 */
final class AskedContent implements Content {

    private final ScanRequest request;
    private final Means means;
    private final long size;
    private final int length;
    private final ByteBuffer[] arrived;
    private Optional<ByteBuffer> out = Optional.empty();
    private final Pace pace;
    private final MessageDigest sha256 = Digest.computation();
    /** Up to where it was asked for, and up to where it was given away, bytes. */
    private long asked;
    private volatile long given;
    /** Fragments asked for and not fed yet; those of them that did not come yet; those for which spare room was taken. */
    private int underWay;
    private int awaited;
    private int borrowed;
    private volatile long received;
    private boolean stepping;
    private boolean asking;
    private boolean closed;
    private volatile boolean fellShort;
    private volatile boolean waiting;
    private volatile long lastCame;

    AskedContent(ScanRequest request, Means means) {
        this.request = request;
        this.means = means;
        this.size = request.order().subject().size();
        this.length = means.config().fragment();
        this.arrived = new ByteBuffer[(int) Math.max(1, Math.min(means.config().window(), (size + length - 1) / length))];
        this.pace = new Pace(means.config().stall());
    }

    @Override
    public boolean begin() {
        if (size == 0) {
            return false;
        }
        synchronized (this) {
            await(means.nanos().getAsLong());
        }
        ask();
        return true;
    }

    /** Wants go out in order and under no lock: if another thread is at it, it goes on with what there is to ask now. */
    @Override
    public void ask() {
        synchronized (this) {
            if (asking) {
                return;
            }
            asking = true;
        }
        boolean going = true;
        while (going) {
            long offset;
            int want;
            synchronized (this) {
                going = room();
                if (!going) {
                    asking = false;
                    return;
                }
                offset = asked;
                want = (int) Math.min(length, size - asked);
                asked += want;
                underWay++;
                awaited++;
            }
            request.want(offset, want);
        }
    }

    /** Whether to ask for one more; takes the room for it. */
    private boolean room() {
        if (closed || asked >= size || underWay >= arrived.length) {
            return false;
        }
        if (underWay >= 1) {
            if (!means.spare().take(length)) {
                return false;
            }
            borrowed++;
        }
        return true;
    }

    @Override
    public synchronized boolean fragment(long offset, ByteBuffer bytes) throws MalformedFrameException {
        if (closed) {
            means.arrays().give(bytes);
            return false;
        }
        if (offset < given || offset >= asked || offset % length != 0 || arrived[slot(offset)] != null || bytes.remaining() > Math.min(length, size - offset)) {
            throw new MalformedFrameException("a fragment came that was not asked for");
        }
        arrived[slot(offset)] = bytes;
        awaited--;
        received += bytes.remaining();
        means.counters().received.add(bytes.remaining());
        long now = means.nanos().getAsLong();
        lastCame = now;
        pace.arrived(now, bytes.remaining());
        if (stepping || offset != given) {
            return false;
        }
        stepping = true;
        waiting = false;
        pace.resume(now);
        return true;
    }

    @Override
    public Optional<ByteBuffer> next(ByteBuffer buffer) {
        ByteBuffer piece;
        synchronized (this) {
            piece = closed ? null : arrived[slot(given)];
            if (piece == null) {
                return Optional.empty();
            }
            arrived[slot(given)] = null;
            out = Optional.of(piece);
            long expected = Math.min(length, size - given);
            given += expected;
            fellShort = piece.remaining() < expected;
        }
        return fellShort ? Optional.empty() : Optional.of(piece);
    }

    @Override
    public void hash(ByteBuffer bytes) {
        sha256.update(bytes.duplicate());
    }

    @Override
    public ByteBuffer keep(ByteBuffer piece) {
        return piece;
    }

    @Override
    public synchronized void fed() {
        dropped();
        underWay--;
        if (borrowed > Math.max(0, underWay - 1)) {
            borrowed--;
            means.spare().give(length);
        }
    }

    @Override
    public synchronized boolean ready() {
        if (closed) {
            return false;
        }
        if (arrived[slot(given)] != null) {
            return true;
        }
        stepping = false;
        await(means.nanos().getAsLong());
        return false;
    }

    private void await(long now) {
        waiting = true;
        lastCame = now;
        pace.await(now);
    }

    @Override
    public boolean fellShort() {
        return fellShort;
    }

    @Override
    public boolean atEnd() {
        return given == size;
    }

    @Override
    public Digest digest() {
        return Digest.of(sha256.digest());
    }

    @Override
    public synchronized boolean stalled(long now) {
        return !closed && awaited > 0 && pace.tooSlow(now);
    }

    @Override
    public long silentSince(long now) {
        return waiting ? lastCame : now;
    }

    @Override
    public long received() {
        return received;
    }

    @Override
    public synchronized void close() {
        closed = true;
        for (ByteBuffer piece : arrived) {
            if (piece != null) {
                means.arrays().give(piece);
            }
        }
        Arrays.fill(arrived, null);
        means.spare().give((long) borrowed * length);
        borrowed = 0;
    }

    @Override
    public synchronized void dropped() {
        out.ifPresent(means.arrays()::give);
        out = Optional.empty();
    }

    private int slot(long offset) {
        return (int) (offset / length % arrived.length);
    }
}
