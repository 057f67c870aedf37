package org.palisade.scanserver.connection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.palisade.protocol.scan.Message.Answer;
import org.palisade.protocol.scan.Message.Fragment;
import org.palisade.protocol.scan.Message.Known;
import org.palisade.protocol.scan.Message.Lookup;
import org.palisade.protocol.scan.Message.Notice;
import org.palisade.protocol.scan.Message.NoticeKind;
import org.palisade.protocol.scan.Message.Ping;
import org.palisade.protocol.scan.Message.Pong;
import org.palisade.protocol.scan.Message.Scan;
import org.palisade.protocol.scan.Message.Subject;
import org.palisade.protocol.scan.Message.Want;
import org.palisade.protocol.scan.Reason;
import org.palisade.protocol.scan.ScanStatus;
import org.palisade.protocol.scan.Verdict;
import org.palisade.scanserver.engine.MemoryEngine;
import org.palisade.scanserver.engine.SignatureChange;

/** Look-ups, scans and single flight are as docs/protocol.md has them, asked over real TLS. */
@Timeout(60)
class ScanProtocolTest {

    private static final UUID OTHER_TENANT = UUID.fromString("00000000-0000-0000-0000-000000000002");
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
    void whatWasScannedOnceIsKnownAndTravelsNoMore() throws IOException {
        try (TestAgent agent = server.agent()) {
            Subject clean = TestAgent.subject(CLEAN);
            Subject bad = TestAgent.subject(BAD);
            agent.send(new Lookup(1, List.of(clean, bad)));
            assertEquals(new Known(1, List.of(Verdict.UNKNOWN, Verdict.UNKNOWN)), agent.receive());
            assertEquals(Verdict.clean("memory", "memory-1"), agent.scan(2, CLEAN));
            assertEquals(INFECTED, agent.scan(3, BAD));
            agent.send(new Lookup(4, List.of(bad, clean, new Subject(clean.digest(), 5))));
            assertEquals(new Known(4, List.of(INFECTED.asShared(), Verdict.clean("memory", "memory-1").asShared(), Verdict.UNKNOWN)), agent.receive());
            agent.order(5, CLEAN, 1000);
            assertEquals(new Answer(5, Verdict.clean("memory", "memory-1").asShared()), agent.receive());
        }
    }

    @Test
    void anotherTenantLearnsNothing() throws IOException {
        try (TestAgent agent = server.agent(); TestAgent other = server.agent(OTHER_TENANT)) {
            agent.scan(1, BAD);
            other.send(new Lookup(1, List.of(TestAgent.subject(BAD))));
            assertEquals(new Known(1, List.of(Verdict.UNKNOWN)), other.receive());
            assertEquals(INFECTED, other.scan(2, BAD));
        }
    }

    @Test
    void lookupsAndScansArePipelined() throws IOException {
        try (TestAgent agent = server.agent()) {
            agent.scan(1, CLEAN);
            for (int i = 2; i < 200; i++) {
                agent.send(new Lookup(i, List.of(TestAgent.subject(CLEAN))));
            }
            for (int i = 2; i < 200; i++) {
                assertEquals(i, agent.receive().request());
            }
        }
    }

    @Test
    void anEmptyFileNeedsNoFragment() throws IOException {
        try (TestAgent agent = server.agent()) {
            agent.order(1, new byte[0], 10_000);
            assertEquals(new Answer(1, Verdict.clean("memory", "memory-1")), agent.receive());
        }
    }

    @Test
    void fragmentsAreAskedForInOrderAndNeverMoreThanTheWindow() throws IOException {
        try (TestAgent agent = server.agent()) {
            byte[] large = TestAgent.content(65536 * 6 + 10, 3);
            agent.order(1, large, 60_000);
            for (int i = 0; i < 4; i++) {
                assertEquals(new Want(1, i * 65536L, 65536), agent.receive());
            }
            // The window is full: the next message can only be the answer to this.
            agent.send(new Ping(1));
            assertEquals(new Pong(1), agent.receive());
            agent.send(new Fragment(1, 0, ByteBuffer.wrap(large, 0, 65536)));
            assertEquals(new Want(1, 4 * 65536L, 65536), agent.receive());
        }
    }

    @Test
    void fragmentsMayComeInAnyOrder() throws IOException {
        try (TestAgent agent = server.agent()) {
            agent.order(1, BAD, 60_000);
            for (int i = 0; i < 4; i++) {
                assertEquals(i * 65536L, assertInstanceOf(Want.class, agent.receive()).offset());
            }
            for (int i = 3; i >= 0; i--) {
                int end = Math.min(BAD.length, (i + 1) * 65536);
                agent.send(new Fragment(1, i * 65536L, ByteBuffer.wrap(BAD, i * 65536, end - i * 65536)));
            }
            assertEquals(new Answer(1, INFECTED), agent.receive());
        }
    }

    @Test
    void bytesThatAreNotThoseAnnouncedGiveNoVerdictAndAreNotRemembered() throws IOException {
        try (TestAgent liar = server.agent(); TestAgent honest = server.agent()) {
            liar.order(1, BAD, 60_000);
            assertEquals(Verdict.error(Reason.DIGEST_MISMATCH), liar.serve(1, new byte[BAD.length]));
            assertEquals(0, server.cache.size());
            assertEquals(INFECTED, honest.scan(1, BAD));
        }
    }

    @Test
    void aFileThatShrankIsAMismatch() throws IOException {
        try (TestAgent agent = server.agent()) {
            agent.order(1, BAD, 60_000);
            assertEquals(Verdict.error(Reason.DIGEST_MISMATCH), agent.serve(1, (offset, length) -> new byte[Math.min(length, 10)]));
        }
    }

    @Test
    void anObjectOverTheSizeLimitIsNotFullyScanned() throws IOException {
        try (TestAgent agent = server.agent()) {
            agent.send(new Scan(1, new Subject(TestAgent.subject(BAD).digest(), (1L << 40) + 1), 1000, false));
            assertEquals(new Answer(1, Verdict.notFullyScanned(Reason.TOO_LARGE, "", "")), agent.receive());
        }
    }

    @Test
    void anEngineThatStopsAtALimitNeedsNoMoreBytesAndIsNotRemembered() throws IOException {
        engine.limit(65536);
        try (TestAgent agent = server.agent()) {
            assertEquals(Verdict.notFullyScanned(Reason.ENGINE_LIMIT, "memory", "memory-1"), agent.scan(1, CLEAN));
            assertEquals(0, server.cache.size());
        }
    }

    @Test
    void aLostEngineIsAnErrorThatSaysWhenToComeBack() throws IOException {
        engine.lose(true);
        try (TestAgent agent = server.agent()) {
            assertEquals(Verdict.error(Reason.ENGINE_UNAVAILABLE, 5000), agent.scan(1, CLEAN));
            engine.lose(false);
            assertEquals(ScanStatus.CLEAN, agent.scan(2, CLEAN).status());
        }
    }

    @Test
    void anotherSignatureSetIsToldAndVoidsWhatWasKnown() throws IOException {
        try (TestAgent agent = server.agent()) {
            agent.scan(1, CLEAN);
            engine.use("memory-2");
            server.cache.use(SignatureChange.unknown("before", "memory-2"));
            server.listener.tell(NoticeKind.SIGNATURE_SET, "memory-2");
            assertEquals(new Notice(NoticeKind.SIGNATURE_SET, "memory-2"), agent.receive());
            agent.send(new Lookup(2, List.of(TestAgent.subject(CLEAN))));
            assertEquals(new Known(2, List.of(Verdict.UNKNOWN)), agent.receive());
        }
    }


    @Test
    void theSameContentIsSentOnceForTwoAgents() throws IOException {
        try (TestAgent first = server.agent(); TestAgent second = server.agent()) {
            first.order(1, BAD, 60_000);
            assertInstanceOf(Want.class, first.receive());
            second.order(1, BAD, 60_000);
            second.send(new Ping(1));
            assertEquals(new Pong(1), second.receive());
            first.send(new Fragment(1, 0, ByteBuffer.wrap(BAD, 0, 65536)));
            assertEquals(INFECTED, first.serve(1, BAD));
            assertEquals(new Answer(1, INFECTED.asShared()), second.receive());
            assertEquals(1, engine.finished());
        }
    }

    @Test
    void whenTheFirstIsLostTheNextLeads() throws IOException {
        try (TestAgent second = server.agent()) {
            TestAgent first = server.agent();
            first.order(1, BAD, 60_000);
            assertInstanceOf(Want.class, first.receive());
            second.order(1, BAD, 60_000);
            second.send(new Ping(1));
            assertEquals(new Pong(1), second.receive());
            first.close();
            assertEquals(INFECTED, second.serve(1, BAD));
        }
    }

    @Test
    void whoeverWaitsForALiarIsServedAfterwards() throws IOException {
        try (TestAgent liar = server.agent(); TestAgent second = server.agent()) {
            liar.order(1, BAD, 60_000);
            assertInstanceOf(Want.class, liar.receive());
            second.order(1, BAD, 60_000);
            second.send(new Ping(1));
            assertEquals(new Pong(1), second.receive());
            liar.send(new Fragment(1, 0, ByteBuffer.wrap(new byte[0])));
            assertEquals(INFECTED, second.serve(1, BAD));
        }
    }

    @Test
    void whoeverWaitsHasADeadlineOfTheirOwn() throws IOException {
        try (TestAgent first = server.agent(); TestAgent second = server.agent()) {
            first.order(1, BAD, 60_000);
            assertInstanceOf(Want.class, first.receive());
            second.order(1, BAD, 20);
            assertEquals(new Answer(1, Verdict.error(Reason.DEADLINE)), second.receive());
        }
    }
}
