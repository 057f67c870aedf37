package org.palisade.scanserver.connection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.palisade.protocol.scan.Digest;
import org.palisade.protocol.scan.Message.Answer;
import org.palisade.protocol.scan.Message.Cancel;
import org.palisade.protocol.scan.Message.Fragment;
import org.palisade.protocol.scan.Message.Ping;
import org.palisade.protocol.scan.Message.Pong;
import org.palisade.protocol.scan.Message.Scan;
import org.palisade.protocol.scan.Message.Subject;
import org.palisade.protocol.scan.Message.Want;
import org.palisade.protocol.scan.Message;
import org.palisade.protocol.scan.Reason;
import org.palisade.protocol.scan.ScanStatus;
import org.palisade.protocol.scan.Verdict;
import org.palisade.scanserver.engine.MemoryEngine;
import org.palisade.scanserver.scan.ScanConfig;

/** Requests end, and keep to their limits, as docs/protocol.md has it, asked over real TLS. */
@Timeout(60)
class RequestLimitsTest {

    private static final byte[] CLEAN = TestAgent.content(300_000, 1);
    private static final byte[] BAD = TestAgent.content(200_000, 2);
    private static final Verdict INFECTED = Verdict.infected("Test.Bad", "", "memory", "memory-1");

    private final MemoryEngine engine = new MemoryEngine().knows(BAD, "Test.Bad");
    private TestServer server;

    @BeforeEach
    void start() throws IOException {
        server = new TestServer(engine);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void aDeadlineEndsARequestAndFreesItsPlace() throws IOException {
        try (TestAgent agent = server.agent()) {
            agent.order(1, BAD, 50);
            Message message = agent.receive();
            while (message instanceof Want) {
                message = agent.receive();
            }
            assertEquals(new Answer(1, Verdict.error(Reason.DEADLINE)), message);
            assertEquals(0, server.scans.underWay());
            // A fragment that was under way is dropped without harm.
            agent.send(new Fragment(1, 0, ByteBuffer.wrap(BAD, 0, 65536)));
            assertEquals(INFECTED, agent.scan(2, BAD));
        }
    }

    @Test
    void aCancelledRequestGetsNoAnswerAndFreesItsPlace() throws IOException {
        try (TestAgent agent = server.agent()) {
            agent.order(1, BAD, 60_000);
            for (int i = 0; i < 4; i++) {
                assertInstanceOf(Want.class, agent.receive());
            }
            agent.send(new Cancel(1));
            agent.send(new Ping(9));
            assertEquals(new Pong(9), agent.receive());
            assertEquals(0, server.scans.underWay());
            TestServer.eventually(() -> engine.underWay() == 0);
        }
    }

    @Test
    void aConnectionCutInTheMiddleFreesEverything() throws IOException {
        TestAgent agent = server.agent();
        agent.order(1, BAD, 60_000);
        agent.receive();
        agent.close();
        TestServer.eventually(() -> server.scans.underWay() == 0 && engine.underWay() == 0);
        server.isStillWell();
    }

    @Test
    void moreRequestsThanAgreedAreToldToComeBack() throws IOException {
        server.restart(TestServer.CONNECTIONS, new ScanConfig(1, 4, 100, 1 << 20, 65536, 2, Duration.ofSeconds(30)));
        try (TestAgent agent = server.agent()) {
            for (int i = 1; i <= 8; i++) {
                agent.order(i, TestAgent.content(10, i), 60_000);
            }
            Message message = agent.receive();
            agent.order(9, TestAgent.content(10, 9), 60_000);
            while (!(message instanceof Answer)) {
                message = agent.receive();
            }
            assertEquals(9, message.request());
            Verdict verdict = ((Answer) message).verdict();
            assertEquals(Reason.BUSY, verdict.reason());
            assertTrue(verdict.retryAfterMillis() > 0);
        }
    }

    @Test
    void beyondTheQueueRequestsAreToldToComeBackAndTheRestIsServed() throws IOException {
        server.restart(TestServer.CONNECTIONS, new ScanConfig(2, 2, 2, 1L << 40, 65536, 4, Duration.ofSeconds(30)));
        try (TestAgent agent = server.agent(); TestAgent late = server.agent()) {
            for (int i = 1; i <= 4; i++) {
                agent.order(i, TestAgent.content(10, i), 60_000);
            }
            // The answer to a ping tells that all four orders were taken in; the other connection would else be faster now and then.
            agent.send(new Ping(1));
            List<Message> first = List.of(agent.receive(), agent.receive(), agent.receive());
            assertTrue(first.contains(new Pong(1)), first.toString());
            assertEquals(2, first.stream().filter(Want.class::isInstance).count());
            late.order(1, TestAgent.content(10, 7), 60_000);
            assertEquals(new Answer(1, Verdict.error(Reason.BUSY, 1000)), late.receive());
            int answered = 0;
            for (int i = 1; i <= 2; i++) {
                agent.send(new Fragment(i, 0, ByteBuffer.wrap(TestAgent.content(10, i))));
            }
            while (answered < 4) {
                Message message = agent.receive();
                if (message instanceof Want want) {
                    agent.send(new Fragment(want.request(), 0, ByteBuffer.wrap(TestAgent.content(10, want.request()))));
                } else {
                    assertEquals(ScanStatus.CLEAN, assertInstanceOf(Answer.class, message).verdict().status());
                    answered++;
                }
            }
        }
    }

    @Test
    void aScanWhoseAgentSendsNothingGivesUpItsPlace() throws IOException {
        server.restart(TestServer.CONNECTIONS, new ScanConfig(1, 1, 5, 1 << 20, 65536, 2, Duration.ofSeconds(1)));
        try (TestAgent silent = server.agent(); TestAgent other = server.agent()) {
            silent.order(1, BAD, 60_000);
            silent.receive();
            assertEquals(ScanStatus.CLEAN, other.scan(1, CLEAN).status());
            assertInstanceOf(Want.class, silent.receive());
            assertEquals(new Answer(1, Verdict.error(Reason.DEADLINE)), silent.receive());
        }
    }


    /** This JVM has a heap of 128 MB. */
    @Test
    void anObjectOf300MegabytesIsScannedInLittleMemory() throws IOException {
        assertTrue(Runtime.getRuntime().maxMemory() < 200L << 20, "the test needs a small heap to mean anything");
        scanLarge(300L << 20);
    }

    @Test
    @Tag("long")
    @Timeout(600)
    void anObjectOf10GigabytesIsScannedInLittleMemory() throws IOException {
        scanLarge(10L << 30);
    }

    private void scanLarge(long size) throws IOException {
        byte[] block = TestAgent.content(65536, 4);
        MessageDigest digest = Digest.computation();
        for (long done = 0; done < size; done += block.length) {
            digest.update(block);
        }
        try (TestAgent agent = server.agent()) {
            agent.send(new Scan(1, new Subject(Digest.of(digest.digest()), size), 600_000, true));
            assertEquals(Verdict.clean("memory", "memory-1"), agent.serve(1, (offset, length) -> block));
        }
    }
}
