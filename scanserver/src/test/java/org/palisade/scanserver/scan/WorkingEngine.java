package org.palisade.scanserver.scan;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.palisade.protocol.scan.Digest;
import org.palisade.protocol.scan.Verdict;
import org.palisade.scanserver.engine.Checkpoint;
import org.palisade.scanserver.engine.Engine;
import org.palisade.scanserver.engine.EngineUnavailableException;
import org.palisade.scanserver.engine.Scan;

/** An engine that works on what tests tell it: contents are known by their first byte. All is clean. */
final class WorkingEngine implements Engine {

    /** What is to be done before the verdict on a content. */
    interface Work {
        void run(Checkpoint checkpoint) throws EngineUnavailableException;
    }

    static final byte HEAVY = 'H';

    private final Map<Byte, Work> work = new ConcurrentHashMap<>();
    private final Map<Byte, Work> eating = new ConcurrentHashMap<>();
    /** Where, and how many bytes. */
    final List<String> fed = new CopyOnWriteArrayList<>();
    final AtomicInteger opened = new AtomicInteger();
    final AtomicInteger finished = new AtomicInteger();
    final AtomicInteger closed = new AtomicInteger();

    WorkingEngine on(int firstByte, Work what) {
        work.put((byte) firstByte, what);
        return this;
    }

    /** What is to be done with bytes of such a content before they are taken. */
    WorkingEngine onFeed(int firstByte, Work what) {
        eating.put((byte) firstByte, what);
        return this;
    }

    @Override
    public String name() {
        return "working";
    }

    @Override
    public String signatureSet() {
        return "set-1";
    }

    @Override
    public void refresh() {
        // It is always there.
    }

    @Override
    public Scan open(long size, boolean archives, Checkpoint checkpoint) {
        opened.incrementAndGet();
        return new Scan() {
            private byte first;
            private boolean begun;
            private boolean over;

            @Override
            public boolean wanting() {
                return true;
            }

            @Override
            public boolean heavy() {
                return begun && first == HEAVY;
            }

            @Override
            public void feed(ByteBuffer bytes) throws EngineUnavailableException {
                if (!begun && bytes.hasRemaining()) {
                    first = bytes.get(bytes.position());
                    begun = true;
                }
                eating.getOrDefault(first, pass -> { }).run(checkpoint);
                fed.add(Thread.currentThread().getName().replaceAll("-[0-9]+$", " ") + bytes.remaining());
                bytes.position(bytes.limit());
            }

            @Override
            public Verdict finish(Digest content) throws EngineUnavailableException {
                work.getOrDefault(first, pass -> { }).run(checkpoint);
                finished.incrementAndGet();
                return Verdict.clean(name(), signatureSet());
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
