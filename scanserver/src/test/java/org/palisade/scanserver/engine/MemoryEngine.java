package org.palisade.scanserver.engine;

import java.nio.ByteBuffer;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.palisade.protocol.scan.Digest;
import org.palisade.protocol.scan.Reason;
import org.palisade.protocol.scan.Verdict;

/** The in-memory twin: knows contents by their digest, can be lost, can change its set, and counts. */
public final class MemoryEngine implements Engine {

    private final Map<Digest, String> threats = new ConcurrentHashMap<>();
    private final AtomicInteger finished = new AtomicInteger();
    private final AtomicInteger opened = new AtomicInteger();
    private final AtomicInteger closed = new AtomicInteger();
    private volatile String signatureSet = "memory-1";
    private volatile boolean lost;
    private volatile boolean missing;
    private volatile long limit = Long.MAX_VALUE;
    private volatile boolean dwelling;

    public MemoryEngine knows(byte[] content, String threat) {
        threats.put(EngineContract.digest(content), threat);
        return this;
    }

    public void use(String newSignatureSet) {
        signatureSet = newSignatureSet;
    }

    public void lose(boolean nowLost) {
        lost = nowLost;
    }

    public void loseSignatures(boolean nowMissing) {
        missing = nowMissing;
    }

    /** It stops after so many bytes. */
    public void limit(long bytes) {
        limit = bytes;
    }

    /** Scans opened from now on take for ever, and stop only at their checkpoint. */
    public void dwell(boolean now) {
        dwelling = now;
    }

    public int finished() {
        return finished.get();
    }

    /** Scans that were opened and not closed yet. */
    public int underWay() {
        return opened.get() - closed.get();
    }

    @Override
    public String name() {
        return "memory";
    }

    @Override
    public String signatureSet() {
        return signatureSet;
    }

    @Override
    public void refresh() throws EngineUnavailableException {
        if (lost) {
            throw new EngineUnavailableException("lost");
        }
    }

    @Override
    public boolean signaturesMissing() {
        return missing;
    }

    @Override
    public Scan open(long size, boolean archives, Checkpoint checkpoint) throws EngineUnavailableException {
        refresh();
        opened.incrementAndGet();
        return new Scan() {
            private final boolean endless = dwelling;
            private long fed;
            private boolean over;

            @Override
            public boolean wanting() {
                return fed < limit;
            }

            @Override
            public void feed(ByteBuffer bytes) {
                while (endless) {
                    checkpoint.pass();
                    Thread.onSpinWait();
                }
                fed += bytes.remaining();
                bytes.position(bytes.limit());
            }

            @Override
            public Verdict finish(Digest content) throws EngineUnavailableException {
                finished.incrementAndGet();
                refresh();
                if (!wanting()) {
                    return Verdict.notFullyScanned(Reason.ENGINE_LIMIT, name(), signatureSet);
                }
                String threat = threats.get(content);
                return threat == null ? Verdict.clean(name(), signatureSet) : Verdict.infected(threat, "", name(), signatureSet);
            }

            @Override
            public synchronized void close() {
                if (!over) {
                    over = true;
                    closed.incrementAndGet();
                }
            }
        };
    }

    @Override
    public void close() {
        // Holds nothing.
    }
}
