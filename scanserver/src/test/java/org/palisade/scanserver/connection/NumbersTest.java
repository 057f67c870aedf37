package org.palisade.scanserver.connection;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.palisade.protocol.scan.Codec;
import org.palisade.protocol.scan.Message;
import org.palisade.protocol.scan.Message.Cancel;
import org.palisade.protocol.scan.Message.Fragment;
import org.palisade.protocol.scan.Message.Scan;
import org.palisade.protocol.scan.Message.Want;
import org.palisade.protocol.scan.Verdict;
import org.palisade.protocol.signed.PeerKind;
import org.palisade.protocol.signed.PeerName;
import org.palisade.scanserver.cache.CacheConfig;
import org.palisade.scanserver.cache.SharedCache;
import org.palisade.scanserver.engine.MemoryEngine;
import org.palisade.scanserver.scan.Requester;
import org.palisade.scanserver.scan.ScanOrder;
import org.palisade.scanserver.scan.ScanRequest;
import org.palisade.scanserver.scan.ScanTerms;
import org.palisade.scanserver.scan.Scans;

/** A number that was given up is free at once: nothing that belonged to what had it before may be taken for an answer to what has it now. */
@Timeout(60)
class NumbersTest {

    private static final byte[] OLD = TestAgent.content(100, 1);
    private static final byte[] NEW = TestAgent.content(100, 2);

    private final CountDownLatch firstIsAnswered = new CountDownLatch(1);
    private final CountDownLatch goOn = new CountDownLatch(1);
    private final MemoryEngine engine = new MemoryEngine();
    private final ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1);
    /** Whoever listens takes long over the first end. */
    private final Scans scans = new Scans(TestServer.SCANS, engine, SharedCache.inMemory(new CacheConfig(100), engine.signatureSet()), timer,
            ScanTerms.PLAIN.with((order, verdict, nanos, bytes, way) -> {
                firstIsAnswered.countDown();
                try {
                    goOn.await();
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            }));
    private final EmbeddedChannel channel = new EmbeddedChannel(new ChannelInboundHandlerAdapter());

    @AfterEach
    void close() {
        goOn.countDown();
        scans.close();
        timer.shutdownNow();
    }

    private static Scan scan(int request, byte[] content) {
        return new Scan(request, TestAgent.subject(content), 60_000, false);
    }

    private List<Message> told() throws Exception {
        channel.runPendingTasks();
        List<Message> told = new ArrayList<>();
        for (ByteBuf frame = channel.readOutbound(); frame != null; frame = channel.readOutbound()) {
            told.add(Codec.decode(frame.skipBytes(Integer.BYTES).nioBuffer()));
            frame.release();
        }
        return told;
    }

    @Test
    void anAnswerThatWasOnItsWayIsNotGivenToWhatHasTheNumberNow() throws Exception {
        Meter meter = new Meter(new Traffic());
        channel.pipeline().addFirst(meter);
        Outbox outbox = new Outbox(channel, meter, new Traffic(), () -> { });
        Talk talk = new Talk(new PeerName(PeerKind.AGENT, TestServer.TENANT, UUID.randomUUID()), List.of(), TestServer.CONNECTIONS, scans, outbox);
        CountDownLatch wanted = new CountDownLatch(1);
        Optional<ScanRequest> first = scans.submit(new ScanOrder(1, UUID.randomUUID(), TestServer.TENANT, TestAgent.subject(OLD), false, Duration.ofMinutes(1)), new Requester() {
            @Override
            public void want(int request, long offset, int length) {
                wanted.countDown();
            }

            @Override
            public void answer(int request, Verdict verdict) {
                // Only the other one matters.
            }
        });
        wanted.await();
        talk.take(scan(5, OLD));
        first.orElseThrow().fragment(0, ByteBuffer.wrap(OLD));
        firstIsAnswered.await();
        // The end of request 5 is decided, and its answer not given yet.
        talk.take(new Cancel(5));
        talk.take(scan(5, NEW));
        assertEquals(List.of(new Want(5, 0, NEW.length)), told());
        goOn.countDown();
        TestServer.eventually(() -> scans.figures().byWay().values().stream().mapToLong(count -> count).sum() == 2 && scans.figures().busyWorkers() == 0);
        assertEquals(List.of(), told());
        talk.take(new Fragment(5, 0, ByteBuffer.wrap(NEW)));
        TestServer.eventually(() -> channel.hasPendingTasks());
        assertEquals(1, told().size());
    }
}
