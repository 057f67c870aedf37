package org.palisade.scanserver.connection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Filter;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.palisade.networkagent.Identity;
import org.palisade.protocol.scan.Message.Ping;
import org.palisade.protocol.scan.Message.Pong;
import org.palisade.protocol.scan.Message.Welcome;
import org.palisade.protocol.scan.Message;
import org.palisade.protocol.signed.PeerKind;
import org.palisade.protocol.tls.PeerRule;
import org.palisade.scanserver.engine.MemoryEngine;

/** Who may come in, and how many, asked over real TLS. */
@Timeout(60)
class AdmissionTest {

    private final MemoryEngine engine = new MemoryEngine();
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
    void anAgentIsWelcomedWithTheTerms() throws IOException {
        try (TestAgent agent = server.connect(PeerKind.AGENT, TestServer.TENANT)) {
            assertEquals(new Welcome(1, "memory-1", 65536, 512, 4, 8, 1L << 40, 60, List.of()), agent.hello());
            assertEquals(1, server.listener.connectedAgents());
        }
        TestServer.eventually(() -> server.listener.connectedAgents() == 0);
    }

    @ParameterizedTest
    @EnumSource(value = PeerKind.class, names = "AGENT", mode = EnumSource.Mode.EXCLUDE)
    void aCertificateOfAnotherKindIsRefused(PeerKind kind) throws IOException {
        assertThrows(IOException.class, () -> {
            try (TestAgent agent = server.connect(kind, TestServer.TENANT)) {
                agent.hello();
            }
        });
        server.isStillWell();
    }

    @Test
    void aCertificateOfAForeignAuthorityIsRefused() throws IOException {
        assertThrows(IOException.class, () -> {
            try (TestAgent agent = new TestAgent(server.listener.port(), new TestAuthority().foreign(server.authority, TestServer.TENANT), "TLSv1.3")) {
                agent.hello();
            }
        });
        server.isStillWell();
    }

    @Test
    void anOlderTlsIsRefused() throws IOException {
        javax.net.ssl.SSLContext tls = server.authority.identity(PeerKind.AGENT, TestServer.TENANT).context(PeerRule.any(PeerKind.SVM));
        assertThrows(IOException.class, () -> {
            try (TestAgent agent = new TestAgent(server.listener.port(), tls, "TLSv1.2")) {
                agent.hello();
            }
        });
        server.isStillWell();
    }

    @Test
    void garbageInsteadOfTlsEndsThatConnectionOnly() throws IOException {
        garbageInsteadOfTls();
        server.isStillWell();
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
            assertTrue(agent.refusal().text().contains("version"));
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
        server.restart(TestServer.connections(20, 8, 1, 1), TestServer.SCANS);
        try (java.net.Socket silent = new java.net.Socket("127.0.0.1", server.listener.port());
                TestAgent noHello = server.connect(PeerKind.AGENT, TestServer.TENANT); TestAgent idle = server.agent()) {
            silent.setSoTimeout(20_000);
            assertEquals(-1, silent.getInputStream().read());
            assertThrows(IOException.class, noHello::receive);
            assertThrows(IOException.class, idle::receive);
        }
        server.isStillWell();
    }

    @Test
    void moreConnectionsThanAllowedAreClosedAtOnce() throws IOException {
        server.restart(TestServer.connections(1, 8, 60, 30), TestServer.SCANS);
        try (TestAgent first = server.agent()) {
            assertThrows(IOException.class, server::agent);
            first.send(new Ping(5));
            assertEquals(new Pong(5), first.receive());
        }
        TestServer.eventually(() -> server.listener.connectedAgents() == 0);
        server.isStillWell();
    }

    @Test
    void oneAgentHasOnlySoManyConnections() throws IOException {
        server.restart(TestServer.connections(20, 2, 60, 30), TestServer.SCANS);
        Identity greedy = server.authority.identity(PeerKind.AGENT, TestServer.TENANT);
        try (TestAgent first = server.connect(greedy)) {
            first.hello();
            try (TestAgent second = server.connect(greedy)) {
                second.hello();
                try (TestAgent third = server.connect(greedy)) {
                    assertTrue(third.refusal().text().contains("connections"));
                }
                server.isStillWell();
            }
            TestServer.eventually(() -> server.listener.connectedAgents() == 1);
            try (TestAgent again = server.connect(greedy)) {
                again.hello();
            }
        }
    }

    @Test
    void thoseWhoSayNothingTakeAQuarterOfThePlacesAndNoMore() throws IOException {
        server.restart(TestServer.connections(8, 8, 60, 30), TestServer.SCANS);
        try (TestAgent welcomed = server.agent(); Socket one = new Socket("127.0.0.1", server.listener.port());
                Socket two = new Socket("127.0.0.1", server.listener.port()); Socket three = new Socket("127.0.0.1", server.listener.port())) {
            three.setSoTimeout(20_000);
            assertEquals(-1, three.getInputStream().read());
            welcomed.send(new Ping(5));
            assertEquals(new Pong(5), welcomed.receive());
            assertTrue(one.isConnected() && two.isConnected());
        }
    }
}
