package org.palisade.scanserver.connection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.palisade.protocol.scan.Limits;
import org.palisade.protocol.scan.Message.Answer;
import org.palisade.protocol.scan.Message.Bye;
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
import org.palisade.protocol.scan.Message;
import org.palisade.protocol.scan.Reason;
import org.palisade.protocol.scan.Verdict;
import org.palisade.protocol.signed.PeerKind;
import org.palisade.scanserver.engine.MemoryEngine;

/** A peer that breaks the protocol loses its connection, and nobody else anything; over real TLS. */
@Timeout(60)
class BrokenPeerTest {

    private static final byte[] CLEAN = TestAgent.content(300_000, 1);
    private static final byte[] BAD = TestAgent.content(200_000, 2);

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
    void aHalfFrameEndsThatConnectionOnly() throws IOException {
        try (TestAgent agent = server.agent()) {
            agent.sendRaw((byte) 0, (byte) 0, (byte) 1);
        }
        try (TestAgent agent = server.agent()) {
            agent.sendRaw((byte) 0, (byte) 0, (byte) 1, (byte) 0, (byte) 3, (byte) 0);
        }
        TestServer.eventually(() -> server.listener.connectedAgents() == 0);
        server.isStillWell();
    }

    @Test
    void aFrameThatIsBegunAndNotFinishedIsNotWaitedFor() throws IOException {
        server.restart(TestServer.connections(20, 8, 60, 1), TestServer.SCANS);
        try (TestAgent agent = server.agent()) {
            agent.sendRaw((byte) 0, (byte) 3, (byte) 0, (byte) 0, (byte) 7);
            assertTrue(assertThrows(IOException.class, agent::receive) instanceof EOFException);
        }
        server.isStillWell();
    }

    @Test
    void aFrameLargerThanAFragmentIsRefusedBeforeItsBytesCome() throws IOException {
        try (TestAgent agent = server.agent()) {
            agent.sendRaw(ByteBuffer.allocate(4).putInt(Limits.AGENT_FRAME + 1).array());
            assertTrue(agent.refusal().text().contains("out of range"));
        }
    }

    @Test
    void whatBreaksTheProtocolIsAnsweredWithAWordAndTheEnd() throws IOException {
        List<Message> wrong = List.of(new Known(1, List.of(Verdict.UNKNOWN)), new Want(1, 0, 1), new Lookup(0, List.of(TestAgent.subject(BAD))),
                new Scan(0, TestAgent.subject(BAD), 1, false));
        for (Message message : wrong) {
            try (TestAgent agent = server.agent()) {
                agent.send(message);
                agent.refusal();
            }
        }
        try (TestAgent agent = server.agent()) {
            agent.sendRaw((byte) 0x7f, (byte) 0, (byte) 0, (byte) 0);
            agent.refusal();
        }
        try (TestAgent agent = server.connect(PeerKind.AGENT, TestServer.TENANT)) {
            agent.send(new Ping(1));
            agent.refusal();
        }
        server.isStillWell();
    }

    @Test
    void aFragmentThatWasNotAskedForEndsTheConnection() throws IOException {
        try (TestAgent agent = server.agent()) {
            agent.order(1, BAD, 60_000);
            for (int i = 0; i < 4; i++) {
                assertInstanceOf(Want.class, agent.receive());
            }
            agent.send(new Fragment(1, 12345, ByteBuffer.wrap(new byte[10])));
            agent.refusal();
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
        server.restart(TestServer.connections(20, 8, 60, 1), TestServer.SCANS);
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
        server.isStillWell();
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
            agent.refusal();
        }
    }
}
