package org.palisade.scanserver.connection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.EOFException;
import java.io.IOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.logging.Filter;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.palisade.networkagent.Identity;
import org.palisade.protocol.scan.Digest;
import org.palisade.protocol.scan.Limits;
import org.palisade.protocol.scan.Message;
import org.palisade.protocol.scan.Message.Answer;
import org.palisade.protocol.scan.Message.Bye;
import org.palisade.protocol.scan.Message.Cancel;
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
import org.palisade.protocol.scan.Message.Welcome;
import org.palisade.protocol.scan.Reason;
import org.palisade.protocol.scan.ScanStatus;
import org.palisade.protocol.scan.Verdict;
import org.palisade.scanserver.engine.SignatureChange;
import org.palisade.protocol.signed.PeerKind;
import org.palisade.protocol.tls.PeerRule;
import org.palisade.scanserver.engine.MemoryEngine;
import org.palisade.scanserver.scan.ScanConfig;

/** The server keeps to docs/protocol.md, asked over real TLS. */
@Timeout(60)
class ProtocolTest {

    private static final UUID OTHER_TENANT = UUID.fromString("00000000-0000-0000-0000-000000000002");
    private static final byte[] CLEAN = content(300_000, 1);
    private static final byte[] BAD = content(200_000, 2);
    private static final Verdict INFECTED = Verdict.infected("Test.Bad", "", "memory", "memory-1");

    private final MemoryEngine engine = new MemoryEngine().knows(BAD, "Test.Bad");
    private TestServer server;

    private static byte[] content(int size, int seed) {
        byte[] bytes = new byte[size];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    private static void eventually(BooleanSupplier condition) {
        long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (!condition.getAsBoolean()) {
            assertTrue(System.nanoTime() < end, "it never became so");
            Thread.onSpinWait();
        }
    }

    @BeforeEach
    void start() throws IOException {
        server = new TestServer(engine);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private void restart(ConnectionConfig connections, ScanConfig scans) throws IOException {
        server.close();
        server = new TestServer(engine, connections, scans);
    }

    private void isStillWell() throws IOException {
        try (TestAgent agent = server.agent()) {
            assertEquals(ScanStatus.CLEAN, agent.scan(1, content(1000, 77)).status());
        }
    }

    private static Bye refusal(TestAgent agent) throws IOException {
        Bye bye = assertInstanceOf(Bye.class, agent.receive());
        assertThrows(IOException.class, agent::receive);
        return bye;
    }

    // ---------------------------------------------------------------------------------------------- who may come in

    @Test
    void anAgentIsWelcomedWithTheTerms() throws IOException {
        try (TestAgent agent = server.connect(PeerKind.AGENT, TestServer.TENANT)) {
            assertEquals(new Welcome(1, "memory-1", 65536, 512, 4, 8, 1L << 40, 60, List.of()), agent.hello());
            assertEquals(1, server.listener.connectedAgents());
        }
        eventually(() -> server.listener.connectedAgents() == 0);
    }

    @ParameterizedTest
    @EnumSource(value = PeerKind.class, names = "AGENT", mode = EnumSource.Mode.EXCLUDE)
    void aCertificateOfAnotherKindIsRefused(PeerKind kind) throws IOException {
        assertThrows(IOException.class, () -> {
            try (TestAgent agent = server.connect(kind, TestServer.TENANT)) {
                agent.hello();
            }
        });
        isStillWell();
    }

    @Test
    void aCertificateOfAForeignAuthorityIsRefused() throws IOException {
        assertThrows(IOException.class, () -> {
            try (TestAgent agent = new TestAgent(server.listener.port(), new TestAuthority().foreign(server.authority, TestServer.TENANT), "TLSv1.3")) {
                agent.hello();
            }
        });
        isStillWell();
    }

    @Test
    void anOlderTlsIsRefused() throws IOException {
        javax.net.ssl.SSLContext tls = server.authority.identity(PeerKind.AGENT, TestServer.TENANT).context(PeerRule.any(PeerKind.SVM));
        assertThrows(IOException.class, () -> {
            try (TestAgent agent = new TestAgent(server.listener.port(), tls, "TLSv1.2")) {
                agent.hello();
            }
        });
        isStillWell();
    }

    @Test
    void garbageInsteadOfTlsEndsThatConnectionOnly() throws IOException {
        garbageInsteadOfTls();
        isStillWell();
    }

    private void garbageInsteadOfTls() throws IOException {
        try (Socket plain = new Socket("127.0.0.1", server.listener.port())) {
            plain.setSoTimeout(20_000);
            plain.getOutputStream().write("GET / HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            plain.getInputStream().readAllBytes();
        }
    }

    @Test
    void strangersCannotFillTheLog() throws IOException {
        Logger log = Logger.getLogger(Session.class.getName());
        AtomicInteger written = new AtomicInteger();
        Filter counter = line -> {
            written.incrementAndGet();
            return false;
        };
        log.setLevel(Level.WARNING);
        log.setFilter(counter);
        try {
            for (int i = 0; i < 40; i++) {
                garbageInsteadOfTls();
            }
        } finally {
            log.setFilter(null);
            log.setLevel(null);
        }
        assertTrue(written.get() > 0 && written.get() <= 20, written.get() + " lines");
    }

    @Test
    void aVersionTheServerDoesNotSpeakIsRefusedWithAWord() throws IOException {
        try (TestAgent agent = server.connect(PeerKind.AGENT, TestServer.TENANT)) {
            agent.send(new Message.Hello(2, 9, "future", List.of()));
            assertTrue(refusal(agent).text().contains("version"));
        }
    }

    @Test
    void anAgentThatSpeaksOurVersionAmongOthersIsWelcome() throws IOException {
        try (TestAgent agent = server.connect(PeerKind.AGENT, TestServer.TENANT)) {
            agent.send(new Message.Hello(1, 9, "future", List.of("telepathy")));
            assertEquals(1, assertInstanceOf(Welcome.class, agent.receive()).version());
        }
    }

    @Test
    void aConnectionThatSaysNothingIsClosed() throws IOException {
        restart(TestServer.connections(20, 8, 1, 1), TestServer.SCANS);
        try (java.net.Socket silent = new java.net.Socket("127.0.0.1", server.listener.port());
                TestAgent noHello = server.connect(PeerKind.AGENT, TestServer.TENANT); TestAgent idle = server.agent()) {
            silent.setSoTimeout(20_000);
            assertEquals(-1, silent.getInputStream().read());
            assertThrows(IOException.class, noHello::receive);
            assertThrows(IOException.class, idle::receive);
        }
        isStillWell();
    }

    @Test
    void moreConnectionsThanAllowedAreClosedAtOnce() throws IOException {
        restart(TestServer.connections(1, 8, 60, 30), TestServer.SCANS);
        try (TestAgent first = server.agent()) {
            assertThrows(IOException.class, server::agent);
            first.send(new Ping(5));
            assertEquals(new Pong(5), first.receive());
        }
        eventually(() -> server.listener.connectedAgents() == 0);
        isStillWell();
    }

    @Test
    void oneAgentHasOnlySoManyConnections() throws IOException {
        restart(TestServer.connections(20, 2, 60, 30), TestServer.SCANS);
        Identity greedy = server.authority.identity(PeerKind.AGENT, TestServer.TENANT);
        try (TestAgent first = server.connect(greedy)) {
            first.hello();
            try (TestAgent second = server.connect(greedy)) {
                second.hello();
                try (TestAgent third = server.connect(greedy)) {
                    assertTrue(refusal(third).text().contains("connections"));
                }
                isStillWell();
            }
            eventually(() -> server.listener.connectedAgents() == 1);
            try (TestAgent again = server.connect(greedy)) {
                again.hello();
            }
        }
    }

    @Test
    void thoseWhoSayNothingTakeAQuarterOfThePlacesAndNoMore() throws IOException {
        restart(TestServer.connections(8, 8, 60, 30), TestServer.SCANS);
        try (TestAgent welcomed = server.agent(); Socket one = new Socket("127.0.0.1", server.listener.port());
                Socket two = new Socket("127.0.0.1", server.listener.port()); Socket three = new Socket("127.0.0.1", server.listener.port())) {
            three.setSoTimeout(20_000);
            assertEquals(-1, three.getInputStream().read());
            welcomed.send(new Ping(5));
            assertEquals(new Pong(5), welcomed.receive());
            assertTrue(one.isConnected() && two.isConnected());
        }
    }

    // ---------------------------------------------------------------------------------------------- look-up and scan

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
            byte[] large = content(65536 * 6 + 10, 3);
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

    // ---------------------------------------------------------------------------------------------- ends and limits

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
            eventually(() -> engine.underWay() == 0);
        }
    }

    @Test
    void aConnectionCutInTheMiddleFreesEverything() throws IOException {
        TestAgent agent = server.agent();
        agent.order(1, BAD, 60_000);
        agent.receive();
        agent.close();
        eventually(() -> server.scans.underWay() == 0 && engine.underWay() == 0);
        isStillWell();
    }

    @Test
    void moreRequestsThanAgreedAreToldToComeBack() throws IOException {
        restart(TestServer.CONNECTIONS, new ScanConfig(1, 4, 100, 1 << 20, 65536, 2, Duration.ofSeconds(30)));
        try (TestAgent agent = server.agent()) {
            for (int i = 1; i <= 8; i++) {
                agent.order(i, content(10, i), 60_000);
            }
            Message message = agent.receive();
            agent.order(9, content(10, 9), 60_000);
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
        restart(TestServer.CONNECTIONS, new ScanConfig(2, 2, 2, 1L << 40, 65536, 4, Duration.ofSeconds(30)));
        try (TestAgent agent = server.agent(); TestAgent late = server.agent()) {
            for (int i = 1; i <= 4; i++) {
                agent.order(i, content(10, i), 60_000);
            }
            // The answer to a ping tells that all four orders were taken in; the other connection would else be faster now and then.
            agent.send(new Ping(1));
            List<Message> first = List.of(agent.receive(), agent.receive(), agent.receive());
            assertTrue(first.contains(new Pong(1)), first.toString());
            assertEquals(2, first.stream().filter(Want.class::isInstance).count());
            late.order(1, content(10, 7), 60_000);
            assertEquals(new Answer(1, Verdict.error(Reason.BUSY, 1000)), late.receive());
            int answered = 0;
            for (int i = 1; i <= 2; i++) {
                agent.send(new Fragment(i, 0, ByteBuffer.wrap(content(10, i))));
            }
            while (answered < 4) {
                Message message = agent.receive();
                if (message instanceof Want want) {
                    agent.send(new Fragment(want.request(), 0, ByteBuffer.wrap(content(10, want.request()))));
                } else {
                    assertEquals(ScanStatus.CLEAN, assertInstanceOf(Answer.class, message).verdict().status());
                    answered++;
                }
            }
        }
    }

    @Test
    void aScanWhoseAgentSendsNothingGivesUpItsPlace() throws IOException {
        restart(TestServer.CONNECTIONS, new ScanConfig(1, 1, 5, 1 << 20, 65536, 2, Duration.ofSeconds(1)));
        try (TestAgent silent = server.agent(); TestAgent other = server.agent()) {
            silent.order(1, BAD, 60_000);
            silent.receive();
            assertEquals(ScanStatus.CLEAN, other.scan(1, CLEAN).status());
            assertInstanceOf(Want.class, silent.receive());
            assertEquals(new Answer(1, Verdict.error(Reason.DEADLINE)), silent.receive());
        }
    }

    // ---------------------------------------------------------------------------------------------- single flight

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

    // ---------------------------------------------------------------------------------------------- broken peers

    @Test
    void aHalfFrameEndsThatConnectionOnly() throws IOException {
        try (TestAgent agent = server.agent()) {
            agent.sendRaw((byte) 0, (byte) 0, (byte) 1);
        }
        try (TestAgent agent = server.agent()) {
            agent.sendRaw((byte) 0, (byte) 0, (byte) 1, (byte) 0, (byte) 3, (byte) 0);
        }
        eventually(() -> server.listener.connectedAgents() == 0);
        isStillWell();
    }

    @Test
    void aFrameThatIsBegunAndNotFinishedIsNotWaitedFor() throws IOException {
        restart(TestServer.connections(20, 8, 60, 1), TestServer.SCANS);
        try (TestAgent agent = server.agent()) {
            agent.sendRaw((byte) 0, (byte) 3, (byte) 0, (byte) 0, (byte) 7);
            assertTrue(assertThrows(IOException.class, agent::receive) instanceof EOFException);
        }
        isStillWell();
    }

    @Test
    void aFrameLargerThanAFragmentIsRefusedBeforeItsBytesCome() throws IOException {
        try (TestAgent agent = server.agent()) {
            agent.sendRaw(ByteBuffer.allocate(4).putInt(Limits.AGENT_FRAME + 1).array());
            assertTrue(refusal(agent).text().contains("out of range"));
        }
    }

    @Test
    void whatBreaksTheProtocolIsAnsweredWithAWordAndTheEnd() throws IOException {
        List<Message> wrong = List.of(new Known(1, List.of(Verdict.UNKNOWN)), new Want(1, 0, 1), new Lookup(0, List.of(TestAgent.subject(BAD))),
                new Scan(0, TestAgent.subject(BAD), 1, false));
        for (Message message : wrong) {
            try (TestAgent agent = server.agent()) {
                agent.send(message);
                refusal(agent);
            }
        }
        try (TestAgent agent = server.agent()) {
            agent.sendRaw((byte) 0x7f, (byte) 0, (byte) 0, (byte) 0);
            refusal(agent);
        }
        try (TestAgent agent = server.connect(PeerKind.AGENT, TestServer.TENANT)) {
            agent.send(new Ping(1));
            refusal(agent);
        }
        isStillWell();
    }

    @Test
    void aFragmentThatWasNotAskedForEndsTheConnection() throws IOException {
        try (TestAgent agent = server.agent()) {
            agent.order(1, BAD, 60_000);
            for (int i = 0; i < 4; i++) {
                assertInstanceOf(Want.class, agent.receive());
            }
            agent.send(new Fragment(1, 12345, ByteBuffer.wrap(new byte[10])));
            refusal(agent);
        }
    }

    @Test
    void theSameRequestTwiceAtOnceEndsTheConnection() throws IOException {
        try (TestAgent agent = server.agent()) {
            agent.order(1, BAD, 60_000);
            assertInstanceOf(Want.class, agent.receive());
            agent.order(1, CLEAN, 60_000);
            Message message = agent.receive();
            while (message instanceof Want) {
                message = agent.receive();
            }
            assertInstanceOf(Bye.class, message);
        }
    }

    @Test
    void anUnknownMessageIsSkipped() throws IOException {
        try (TestAgent agent = server.agent()) {
            agent.sendRaw(new byte[] {0, 0, 0, 7, 99, 0, 0, 0, 1, 42, 42});
            agent.send(new Ping(3));
            assertEquals(new Pong(3), agent.receive());
        }
    }

    @Test
    void aPeerThatDoesNotReadIsCutOff() throws IOException {
        restart(TestServer.connections(20, 8, 60, 1), TestServer.SCANS);
        try (TestAgent agent = server.agent()) {
            Subject[] many = new Subject[512];
            Arrays.fill(many, TestAgent.subject(CLEAN));
            Lookup lookup = new Lookup(1, List.of(many));
            assertThrows(IOException.class, () -> {
                for (int i = 0; i < 100_000; i++) {
                    agent.send(lookup);
                }
            });
        }
        isStillWell();
    }

    @Test
    void aServerThatStopsSaysSoAndAnswersWhatIsUnderWay() throws IOException {
        try (TestAgent agent = server.agent()) {
            agent.order(1, BAD, 60_000);
            for (int i = 0; i < 4; i++) {
                assertInstanceOf(Want.class, agent.receive());
            }
            server.scans.drain();
            server.listener.drain();
            assertEquals(new Notice(NoticeKind.DRAINING, ""), agent.receive());
            agent.order(2, CLEAN, 60_000);
            assertEquals(new Answer(2, Verdict.error(Reason.BUSY, 1000)), agent.receive());
            server.scans.close();
            assertEquals(new Answer(1, Verdict.error(Reason.BUSY, 1000)), agent.receive());
            server.listener.close();
            refusal(agent);
        }
    }

    // ---------------------------------------------------------------------------------------------- large objects

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
        byte[] block = content(65536, 4);
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
