package org.palisade.scanserver.connection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.palisade.networkagent.Identity;
import org.palisade.protocol.scan.Message.Known;
import org.palisade.protocol.scan.Message.Lookup;
import org.palisade.protocol.scan.Message.Notice;
import org.palisade.protocol.scan.Message.NoticeKind;
import org.palisade.protocol.scan.Message.Ping;
import org.palisade.protocol.scan.Message.Pong;
import org.palisade.protocol.scan.Verdict;
import org.palisade.protocol.signed.PeerKind;
import org.palisade.protocol.signed.PeerName;
import org.palisade.scanserver.engine.MemoryEngine;

/** What the server tells unasked: agents by notices, the journal by calls, the operator by figures. */
@Timeout(60)
class NoticesTest {

    private final BlockingQueue<String> told = new LinkedBlockingQueue<>();
    private final CountDownLatch mayReturn = new CountDownLatch(1);
    private volatile boolean slow;
    private TestServer server;

    @BeforeEach
    void start() throws IOException {
        server = new TestServer(new MemoryEngine(), TestServer.CONNECTIONS, TestServer.SCANS, new Journal());
    }

    @AfterEach
    void stop() {
        mayReturn.countDown();
        server.close();
    }

    @Test
    void onlyWhatBothSidesKnowIsAgreedOn() throws IOException {
        try (TestAgent agent = server.connect(PeerKind.AGENT, TestServer.TENANT)) {
            assertEquals(List.of("notices"), agent.hello("telepathy", "notices", "notices").capabilities());
        }
    }

    @Test
    void anAgentThatWantsToKnowIsToldOfEveryChange() throws IOException {
        try (TestAgent agent = server.connect(PeerKind.AGENT, TestServer.TENANT)) {
            agent.hello("notices");
            for (NoticeKind kind : NoticeKind.values()) {
                server.listener.tell(kind, "detail");
                assertEquals(new Notice(kind, "detail"), agent.receive());
            }
        }
    }

    @Test
    void anAgentThatDoesNotIsToldOfSignatureSetAndDrainingOnly() throws IOException {
        try (TestAgent agent = server.agent()) {
            for (NoticeKind kind : NoticeKind.values()) {
                server.listener.tell(kind, "");
            }
            assertEquals(new Notice(NoticeKind.SIGNATURE_SET, ""), agent.receive());
            assertEquals(new Notice(NoticeKind.DRAINING, ""), agent.receive());
            agent.send(new Ping(1));
            assertEquals(new Pong(1), agent.receive());
        }
    }

    @Test
    void aRevokedAgentLosesItsConnectionsAndDoesNotComeBack() throws IOException {
        Identity lost = server.authority.identity(PeerKind.AGENT, TestServer.TENANT);
        try (TestAgent revoked = server.connect(lost); TestAgent other = server.agent()) {
            revoked.hello();
            server.listener.close(lost.name()::equals);
            assertTrue(revoked.refusal().text().contains("revoked"));
            other.send(new Ping(1));
            assertEquals(new Pong(1), other.receive());
            try (TestAgent again = server.connect(lost)) {
                assertTrue(again.refusal().text().contains("revoked"));
            }
        }
        assertEquals(1, server.listener.figures().refused().get(Refusal.REVOKED));
    }

    @Test
    void theJournalIsToldOfEachConnectionInOrder() throws IOException, InterruptedException {
        Identity agent = server.authority.identity(PeerKind.AGENT, TestServer.TENANT);
        try (TestAgent connected = server.connect(agent)) {
            assertEquals("connected " + agent.name(), told.poll(20, TimeUnit.SECONDS));
            connected.hello();
            assertEquals("able", told.poll(20, TimeUnit.SECONDS));
        }
        assertEquals("lost", told.poll(20, TimeUnit.SECONDS));
    }

    @Test
    void aJournalThatTakesItsTimeHoldsUpNobody() throws IOException {
        slow = true;
        try (TestAgent one = server.agent(); TestAgent two = server.agent()) {
            one.send(new Ping(1));
            two.send(new Ping(2));
            assertEquals(new Pong(1), one.receive());
            assertEquals(new Pong(2), two.receive());
        }
    }

    @Test
    void figuresSayWhatWasDone() throws IOException {
        try (TestAgent agent = server.agent()) {
            agent.send(new Lookup(1, List.of(TestAgent.subject(new byte[1]), TestAgent.subject(new byte[2]))));
            assertEquals(new Known(1, List.of(Verdict.UNKNOWN, Verdict.UNKNOWN)), agent.receive());
            assertThrows(IOException.class, () -> {
                try (TestAgent stranger = server.connect(PeerKind.SERVER, TestServer.TENANT)) {
                    stranger.hello();
                }
            });
            TestServer.eventually(() -> server.listener.figures().connections() == 1);
            Figures figures = server.listener.figures();
            assertEquals(1, figures.welcomed());
            assertEquals(1, figures.agents());
            assertEquals(1, figures.handshakesFailed());
            assertEquals(2, figures.framesIn());
            assertEquals(2, figures.framesOut());
            assertEquals(2, figures.lookups());
            assertTrue(figures.bytesIn() > 100 && figures.bytesOut() > 100);
            assertEquals(1, figures.refused().get(Refusal.TLS));
        }
    }

    private final class Journal implements SessionListener {
        @Override
        public void connected(UUID connection, PeerName agent) {
            told.add("connected " + agent);
            if (slow) {
                try {
                    mayReturn.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }
        }

        @Override
        public void able(UUID connection) {
            told.add("able");
        }

        @Override
        public void lost(UUID connection) {
            told.add("lost");
        }
    }
}
