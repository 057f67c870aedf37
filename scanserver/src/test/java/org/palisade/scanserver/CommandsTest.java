package org.palisade.scanserver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.palisade.networkagent.Identity;
import org.palisade.networkagent.Json;
import org.palisade.protocol.signed.PeerKind;
import org.palisade.scanserver.connection.TestAgent;
import org.palisade.scanserver.connection.TestAuthority;
import org.palisade.scanserver.connection.TestServer;

/** What an administrator calls beside a Protection Server that runs: each command, and the server, is a process of its own. */
@Timeout(120)
class CommandsTest {

    private record Outcome(int exit, String out, String err) {
    }

    @TempDir
    private Path home;
    private final TestAuthority authority = new TestAuthority();
    private final Identity identity = authority.identity(PeerKind.SVM, TestServer.TENANT);
    private TestIntegrationServer integrationServer;
    private int port;

    @BeforeEach
    void enrol() throws IOException {
        integrationServer = new TestIntegrationServer(authority);
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        identity.store(home.resolve("identity"));
        settings("");
    }

    @AfterEach
    void close() {
        integrationServer.close();
    }

    private void settings(String more) throws IOException {
        Files.writeString(home.resolve("scanserver.properties"), "server.url = " + integrationServer.address() + "\nlisten.port = " + port + "\nmetrics.port = 0\n" + more);
    }

    private ProcessBuilder scanserver(String command) {
        return new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx128m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-cp",
                System.getProperty("java.class.path"), Main.class.getName(), command, "--config", home.resolve("scanserver.properties").toString());
    }

    /** A server that is ready. What else it logs is little enough to stay in the pipe. */
    private Process running() throws IOException {
        Process server = scanserver("run").redirectErrorStream(true).start();
        BufferedReader log = server.inputReader(StandardCharsets.UTF_8);
        StringBuilder said = new StringBuilder();
        String line = log.readLine();
        while (line != null && !line.contains("ready:")) {
            said.append(line).append('\n');
            line = log.readLine();
        }
        if (line == null) {
            throw new AssertionError("it ended before it was ready:\n" + said);
        }
        return server;
    }

    private static void stop(Process server) throws InterruptedException {
        server.destroy();
        if (!server.waitFor(20, TimeUnit.SECONDS)) {
            server.destroyForcibly();
            throw new AssertionError("it did not stop");
        }
    }

    private Outcome call(String command) throws IOException, InterruptedException {
        Path out = home.resolve("out");
        Path err = home.resolve("err");
        Process process = scanserver(command).redirectOutput(out.toFile()).redirectError(err.toFile()).start();
        return new Outcome(process.waitFor(), Files.readString(out), Files.readString(err));
    }

    private InfoCommand.About info() throws IOException, InterruptedException {
        Outcome outcome = call("info");
        assertEquals(0, outcome.exit(), outcome.err());
        return Json.read(outcome.out(), InfoCommand.About.class);
    }

    @Test
    void infoTellsWhoItIsAndWhatTheRunningProcessSaysOfItself() throws Exception {
        Process server = running();
        try (TestAgent agent = TestAgent.connect(port, authority, TestServer.TENANT)) {
            agent.hello();
            agent.scan(1, new byte[100]);
            InfoCommand.About about = info();
            assertEquals(identity.name().id().toString(), about.id());
            assertEquals(TestServer.TENANT.toString(), about.tenant());
            assertEquals(port, about.port());
            assertEquals("listening", about.state());
            assertEquals("builtin-2", about.running().signatureSet());
            assertEquals(1, about.running().agents());
            assertEquals(1, about.running().cache().entries());
        } finally {
            stop(server);
        }
        assertEquals("stopped", info().state());
    }

    @Test
    void infoOfOneThatNeverRanSaysSo() throws Exception {
        InfoCommand.About stopped = info();
        assertEquals("stopped", stopped.state());
        assertEquals(null, stopped.running());
        try (var files = Files.list(home.resolve("identity"))) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        InfoCommand.About unknown = info();
        assertEquals("not-enrolled", unknown.state());
        assertEquals(null, unknown.id());
    }

    @Test
    void reloadTellsWhatHoldsFromNowOnAndWhatWaitsAndAFileWithAnErrorChangesNothing() throws Exception {
        Process server = running();
        try {
            settings("connections.requests = 7\nscan.workers = 3\n");
            Outcome changed = call("reload");
            assertEquals(0, changed.exit(), changed.err());
            assertEquals(new LiveSettings.Told(null, List.of("connections.requests"), List.of("scan.workers")), Json.read(changed.out(), LiveSettings.Told.class));
            settings("connections.requests = none\n");
            Outcome refused = call("reload");
            assertEquals(2, refused.exit());
            assertEquals("", refused.out());
            assertTrue(refused.err().contains("connections.requests"), refused.err());
            try (TestAgent agent = TestAgent.connect(port, authority, TestServer.TENANT)) {
                assertEquals(7, agent.hello().requests());
            }
        } finally {
            stop(server);
        }
        settings("");
        Outcome alone = call("reload");
        assertEquals(1, alone.exit(), "there is nobody to read it anew");
        assertTrue(alone.err().startsWith("scanserver: "), alone.err());
    }
}
