package org.palisade.scanserver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URL;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.palisade.networkagent.Identity;
import org.palisade.networkagent.Json;
import org.palisade.networkagent.process.SettingsException;
import org.palisade.protocol.http.AgentSessions;
import org.palisade.protocol.http.SvmReport;
import org.palisade.protocol.scan.Message.Notice;
import org.palisade.protocol.scan.ScanStatus;
import org.palisade.protocol.signed.LicenceStatement;
import org.palisade.protocol.signed.PeerKind;
import org.palisade.protocol.signed.PeerName;
import org.palisade.scanserver.connection.TestAgent;
import org.palisade.scanserver.connection.TestAuthority;
import org.palisade.scanserver.connection.TestServer;
import org.palisade.scanserver.control.ControlClient;
import org.palisade.scanserver.engine.MemoryEngine;

/** The whole process but its command line, with an Integration Server that only listens. */
@Timeout(60)
class ProtectionServerTest {

    private final TestAuthority authority = new TestAuthority();
    private final Queue<Integer> ended = new ConcurrentLinkedQueue<>();
    private final MemoryEngine engine = new MemoryEngine();

    private static final String SETTINGS = "listen.port = 0\nmetrics.port = 0\nengine.poll-seconds = 1\nadvertise.address = svm.example\ndoor.enabled = yes\ndoor.port = 0\n"
            + "door.socket = door.sock\n";

    @TempDir
    private Path home;
    private TestIntegrationServer integrationServer;
    private ProtectionServer server;

    @BeforeEach
    void start() throws IOException, SettingsException {
        integrationServer = new TestIntegrationServer(authority);
        settings("");
        Identity identity = authority.identity(PeerKind.SVM, TestServer.TENANT);
        server = new ProtectionServer(LiveSettings.read(home.resolve("scanserver.properties")), integrationServer.address(), identity, engine,
                Clock.fixed(Instant.parse("2026-01-01T00:00:00Z"), ZoneOffset.UTC), new CoreThreads(ended::add));
        server.start();
    }

    @AfterEach
    void stop() {
        server.close();
        integrationServer.close();
        assertEquals(List.of(), List.copyOf(ended));
    }

    private void settings(String more) throws IOException {
        Files.writeString(home.resolve("scanserver.properties"), SETTINGS + more);
    }

    private TestAgent agent() throws IOException {
        TestAgent agent = TestAgent.connect(server.port(), authority, TestServer.TENANT);
        agent.hello();
        return agent;
    }

    @Test
    void theFirstReportSaysWhereAgentsFindIt() throws InterruptedException {
        assertEquals(new SvmReport("svm.example", server.port(), null, "development", 1, "memory-1", 0.0, 0, false,
                null, null, "off", "pending", 0, null), integrationServer.report(any -> true));
    }

    @Test
    void anAgentThatComesOrGoesIsReportedAtOnce() throws InterruptedException, IOException {
        integrationServer.report(any -> true);
        try (TestAgent agent = agent()) {
            assertEquals(1, integrationServer.report(report -> report.connectedAgents() == 1).connectedAgents());
            assertEquals(ScanStatus.CLEAN, agent.scan(1, new byte[100]).status());
        }
        integrationServer.report(report -> report.connectedAgents() == 0);
    }

    @Test
    void clientsOfClamdAreServedThroughTheDoorAndShareNothingWithAgents() throws IOException {
        byte[] content = "nothing".getBytes(StandardCharsets.US_ASCII);
        try (TestAgent agent = agent(); SocketChannel client = SocketChannel.open(UnixDomainSocketAddress.of(home.resolve("door.sock")))) {
            assertEquals(ScanStatus.CLEAN, agent.scan(1, content).status());
            client.write(ByteBuffer.wrap("zINSTREAM\0\0\0\0\7nothing\0\0\0\0".getBytes(StandardCharsets.US_ASCII)));
            assertEquals("stream: OK\0", new String(Channels.newInputStream(client).readAllBytes(), StandardCharsets.US_ASCII));
            assertEquals(2, engine.finished());
        }
    }

    @Test
    void anotherSignatureSetReachesReportsEventsAndAgents() throws InterruptedException, IOException {
        try (TestAgent agent = agent()) {
            agent.scan(1, new byte[100]);
            assertEquals(1, server.cache().size());
            engine.use("memory-2");
            assertEquals("memory-2", assertInstanceOf(Notice.class, agent.receive()).detail());
            assertEquals(Optional.empty(), server.cache().find(TestServer.TENANT, TestAgent.subject(new byte[100]), false));
        }
        integrationServer.report(report -> report.signatureSet().equals("memory-2"));
        assertEquals("information svm-started 2026-01-01T00:00:00Z", integrationServer.event());
        assertEquals("information signature-set-changed 2026-01-01T00:00:00Z", integrationServer.event());
    }

    @Test
    void theLicenceHandedOverIsReportedBackAndAnEvent() throws InterruptedException, IOException {
        integrationServer.report(report -> report.licence().equals("pending"));
        integrationServer.licence = authority.sign(new LicenceStatement(new UUID(1, 1), TestServer.TENANT, LicenceStatement.Unit.SERVER, LicenceStatement.Type.UNLIMITED,
                Instant.parse("2025-01-01T00:00:00Z"), Optional.empty(), OptionalLong.empty(), LicenceStatement.State.DENIED, Instant.parse("2025-01-01T00:00:00Z"), 1).body());
        engine.use("memory-2");
        integrationServer.report(report -> report.licence().equals("denied"));
        assertEquals("information svm-started 2026-01-01T00:00:00Z", integrationServer.event());
        // Which of the two is noticed first is the engine's watch's and the reports' affair.
        assertEquals(Set.of("information signature-set-changed 2026-01-01T00:00:00Z", "critical licence-denied 2026-01-01T00:00:00Z"),
                new HashSet<>(Arrays.asList(integrationServer.event(), integrationServer.event())));
    }

    @Test
    void sessionsGoWithTheReportUntilTheyAreAcknowledgedAndTheReportGoesWithoutThemIfTheyAreRefused() throws InterruptedException {
        integrationServer.report(any -> true);
        UUID session = new UUID(1, 2);
        integrationServer.refusesSessions = true;
        server.sessions().connected(session, new PeerName(PeerKind.AGENT, TestServer.TENANT, new UUID(3, 4)));
        server.sessions().able(session);
        engine.use("memory-2");
        AgentSessions refused = integrationServer.report(report -> report.sessions() != null).sessions();
        assertEquals(List.of("connected", "able"), refused.entries().stream().map(AgentSessions.Entry::kind).toList());
        assertEquals(1, integrationServer.report(report -> report.signatureSet().equals("memory-2") && report.sessions() == null).ableAgents());
        integrationServer.refusesSessions = false;
        engine.use("memory-3");
        assertEquals(refused.entries(), integrationServer.report(report -> report.sessions() != null).sessions().entries());
        server.sessions().lost(session);
        engine.use("memory-4");
        assertEquals(List.of("lost"), integrationServer.report(report -> report.sessions() != null).sessions().entries().stream().map(AgentSessions.Entry::kind).toList());
    }

    @Test
    void anUpdateIsOrderedOnTheControlSocket() {
        assertEquals("there is no repository to look at: update.source is not set", assertThrows(IOException.class, () -> ControlClient.ask(home, UpdateCommand.UPDATE)).getMessage());
        assertEquals("there is no set before the one in use", assertThrows(IOException.class, () -> ControlClient.ask(home, UpdateCommand.ROLLBACK)).getMessage());
    }

    @Test
    void aLostEngineIsAnEventAndSoIsItsReturn() throws InterruptedException {
        assertEquals("information svm-started 2026-01-01T00:00:00Z", integrationServer.event());
        engine.lose(true);
        assertEquals("critical engine-lost 2026-01-01T00:00:00Z", integrationServer.event());
        engine.lose(false);
        assertEquals("information engine-back 2026-01-01T00:00:00Z", integrationServer.event());
    }

    @Test
    void withoutTheIntegrationServerItGoesOnScanning() throws IOException {
        integrationServer.close();
        try (TestAgent agent = agent()) {
            assertEquals(ScanStatus.CLEAN, agent.scan(1, new byte[100]).status());
        }
    }

    @Test
    void theLastReportSaysThatItStops() throws InterruptedException {
        integrationServer.report(report -> !report.stopping());
        server.close();
        assertTrue(integrationServer.report(SvmReport::stopping).stopping());
    }

    @Test
    void stoppingIsTheLastEvent() throws InterruptedException {
        assertEquals("information svm-started 2026-01-01T00:00:00Z", integrationServer.event());
        server.close();
        assertEquals("information svm-stopping 2026-01-01T00:00:00Z", integrationServer.event());
    }

    private LiveSettings.Told reload() throws IOException {
        return Json.read(ControlClient.ask(home, ReloadCommand.RELOAD), LiveSettings.Told.class);
    }

    @Test
    void settingsReadAnewHoldForNewConnectionsAndScansAndOthersWait() throws IOException {
        try (TestAgent before = agent()) {
            settings("connections.requests = 7\nconnections.per-agent = 1\nscan.object-size = 99\nscan.workers = 3\n");
            LiveSettings.Told told = reload();
            assertEquals(new LiveSettings.Told(null, List.of("connections.per-agent", "connections.requests", "scan.object-size"), List.of("scan.workers")), told);
            assertEquals(ScanStatus.NOT_FULLY_SCANNED, before.scan(1, new byte[100]).status());
            try (TestAgent after = TestAgent.connect(server.port(), authority, TestServer.TENANT)) {
                assertEquals(7, after.hello().requests());
            }
            assertEquals(new LiveSettings.Told(null, List.of(), List.of("scan.workers")), reload());
        }
    }

    @Test
    void aSettingsFileWithAnErrorChangesNothing() throws IOException {
        settings("scan.object-size = 99\nscan.queue = none\n");
        assertEquals(List.of(), reload().changed());
        assertTrue(reload().problem().contains("scan.queue"), reload().problem());
        try (TestAgent agent = agent()) {
            assertEquals(ScanStatus.CLEAN, agent.scan(1, new byte[100]).status());
        }
    }

    @Test
    void theStatusTellsOfCacheLicenceAndAgents() throws IOException {
        try (TestAgent agent = agent()) {
            agent.scan(1, new byte[100]);
            Status status = Json.read(ControlClient.ask(home, Status.STATUS), Status.class);
            assertEquals(1, status.cache().entries());
            assertEquals(1, status.agents());
            assertEquals("pending", status.licence());
            assertEquals("memory-1", status.signatureSet());
        }
    }

    @Test
    void thePageOfMetricsAndItsDescriptionNameTheSame() throws IOException {
        try (TestAgent agent = agent()) {
            agent.scan(1, new byte[100]);
        }
        String page = new String(new URL("http://127.0.0.1:" + server.metricsPort() + "/metrics").openStream().readAllBytes(), StandardCharsets.UTF_8);
        Set<String> served = names(page, "(?m)^# TYPE (palisade_\\w+) ");
        Set<String> described = names(Files.readString(Path.of("../docs/operations/metrics.md")), "(?m)^\\| `(palisade_\\w+)` ");
        // Only with engine clamd.
        described.removeIf(name -> name.startsWith("palisade_clamd_"));
        assertEquals(served, described);
    }

    private static Set<String> names(String text, String pattern) {
        Set<String> names = new TreeSet<>();
        Matcher matcher = Pattern.compile(pattern).matcher(text);
        while (matcher.find()) {
            names.add(matcher.group(1));
        }
        return names;
    }
}
