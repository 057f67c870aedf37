package org.palisade.scanserver.scan;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.palisade.protocol.scan.MalformedFrameException;
import org.palisade.protocol.scan.ScanStatus;
import org.palisade.protocol.scan.Verdict;
import org.palisade.scanserver.scan.Stage.Agent;

/** How the content comes to the engine, and what that costs whom. */
@Timeout(60)
class DeliveryTest {

    private final WorkingEngine engine = new WorkingEngine();
    private final Stage stage = new Stage(engine);

    @AfterEach
    void close() {
        stage.close();
    }

    @Test
    void whoeverHoldsTheContentIsAskedForNothing() throws InterruptedException {
        byte[] content = Stage.content('a', 1, 3 * Stage.FRAGMENT + 17);
        Agent door = stage.agent(1);
        Source source = (position, into) -> {
            // No more than a few bytes at a time, as a file may do.
            int count = (int) Math.min(Math.min(1000, into.remaining()), content.length - position);
            if (count <= 0) {
                return -1;
            }
            into.put(content, (int) position, count);
            return count;
        };
        door.local(content, source);
        door.hears("0 clean");
        assertEquals(0, stage.scans.figures().bytesReceived());
        door.local(content, source);
        door.hears("0 clean shared");
        assertEquals(1, engine.finished.get());
    }

    @Test
    void heldContentThatIsShorterThanSaidIsOurOwnFaultAndNotRemembered() throws InterruptedException {
        Agent door = stage.agent(1);
        door.local(Stage.content('a', 1, 100), (position, into) -> -1);
        door.hears("0 internal");
        assertEquals(0, stage.cache.size());
    }

    @Test
    void aRequesterMayDeliverInsideTheWant() throws InterruptedException {
        byte[] content = Stage.content('a', 1, 5 * Stage.FRAGMENT + 1);
        AtomicReference<Verdict> verdict = new AtomicReference<>();
        AtomicReference<ScanRequest> self = new AtomicReference<>();
        List<Long> early = new CopyOnWriteArrayList<>();
        Requester memory = new Requester() {
            @Override
            public void want(int request, long offset, int length) {
                if (self.get() == null) {
                    early.add(offset);
                } else {
                    deliver(self.get(), content, offset, length);
                }
            }

            @Override
            public void answer(int request, Verdict answer) {
                verdict.set(answer);
            }
        };
        ScanRequest request = stage.scans.submit(new ScanOrder(1, new UUID(9, 1), Stage.TENANT, Stage.subject(content), true, Duration.ofMinutes(1)), memory)
                .orElseThrow();
        self.set(request);
        early.forEach(offset -> deliver(request, content, offset, Stage.FRAGMENT));
        Stage.eventually(() -> verdict.get() != null);
        assertEquals(ScanStatus.CLEAN, verdict.get().status());
    }

    private static void deliver(ScanRequest request, byte[] content, long offset, int length) {
        try {
            request.fragment(offset, ByteBuffer.wrap(content, (int) offset, Math.min(length, content.length - (int) offset)));
        } catch (MalformedFrameException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void anEmptyObjectNeedsNothing() throws InterruptedException {
        Agent agent = stage.agent(1);
        agent.order(1, Stage.subject(new byte[0]), 1000);
        agent.hears("1 clean");
    }

    @Test
    void anEngineThatFailsCostsItsRequestOnly() throws InterruptedException {
        engine.on('X', checkpoint -> {
            throw new LinkageError("broken");
        });
        Agent agent = stage.agent(1);
        byte[] broken = Stage.content('X', 1, 100);
        agent.order(1, broken);
        agent.hears("want 1 0");
        agent.send(1, broken, 0);
        agent.hears("1 internal");
        agent.order(2, Stage.content('a', 2, 100));
        agent.hears("want 2 0");
        agent.send(2, Stage.content('a', 2, 100), 0);
        agent.hears("2 clean");
        Stage.eventually(() -> stage.scans.figures().busyWorkers() == 0);
        Stage.eventually(() -> engine.closed.get() == 2);
    }
}
