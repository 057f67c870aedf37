package org.palisade.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.palisade.agent.fake.AgentProcess;
import org.palisade.agent.fake.AgentProcess.Result;
import org.palisade.agent.fake.Eicar;
import org.palisade.agent.fake.FakeSvm;
import org.palisade.agent.fake.Openings;
import org.palisade.agent.fake.TestAuthority;
import org.palisade.agent.file.RawPath;
import org.palisade.agent.quarantine.Entry;
import org.palisade.agent.scan.Report;
import org.palisade.networkagent.Json;

/** The agent as a process, without anything that needs root. */
@Timeout(120)
class AgentProcessTest {

    @TempDir
    Path folder;

    private final TestAuthority authority = new TestAuthority();
    private final FakeSvm svm = new FakeSvm(authority);
    private Path tree;

    @BeforeEach
    void plant() throws IOException {
        tree = Files.createDirectory(folder.resolve("tree"));
    }

    @AfterEach
    void close() {
        svm.close();
    }

    @Test
    void aScanReportsWhatIsInfectedAndCountsTheRest() throws Exception {
        try (AgentProcess agent = agent("action=notify")) {
            agent.awaitState("connected");
            Files.writeString(tree.resolve("clean"), "clean");
            Files.writeString(tree.resolve("empty"), "");
            Files.write(tree.resolve("bad"), Eicar.bytes());
            Files.createSymbolicLink(tree.resolve("link"), tree.resolve("bad"));
            Files.createSymbolicLink(tree.resolve("loop"), tree);
            assertEquals(0, new ProcessBuilder("mkfifo", tree.resolve("pipe").toString()).start().waitFor());
            Result result = agent.command("scan", tree.toString(), "--json");
            assertEquals(1, result.exit());
            assertEquals("{\"path\":\"" + tree.resolve("bad") + "\",\"status\":\"infected\",\"threat\":\"" + Eicar.THREAT + "\",\"reason\":null,\"member\":null}",
                    result.lines().get(0));
            Report.Summary summary = Json.read(result.lines().get(1), Report.Summary.class);
            assertEquals(new Report.Summary(3, 73, 1, 0, 1, 0, summary.seconds()), summary);
            agent.await("the event", () -> agent.detections().size() == 1);
            assertEquals("notified", agent.detections().get(0).action());
        }
    }

    @Test
    void aSecondScanReadsNoFile() throws Exception {
        for (int i = 0; i < 300; i++) {
            Files.writeString(tree.resolve("file" + i), "content " + i);
        }
        byte[] name = (RawPath.of(tree).text() + "/?").getBytes(StandardCharsets.UTF_8);
        name[name.length - 1] = (byte) 0xff;
        Files.writeString(RawPath.of(name).path(), "content of a file whose name is no text");
        try (AgentProcess agent = agent()) {
            agent.awaitState("connected");
            // A file that was written a moment ago is not remembered yet.
            agent.await("files to rest", () -> summary(agent).localHits() == 301);
            int before = svm.lookups();
            assertEquals(301, summary(agent).localHits());
            assertEquals(before, svm.lookups());
            svm.load("set-2");
            agent.await("the new set", () -> summary(agent).localHits() == 0 || svm.lookups() > before);
        }
    }

    @Test
    void afterAKillAScanOfAnUnchangedTreeOpensNoFile() throws Exception {
        for (int i = 0; i < 300; i++) {
            Files.writeString(tree.resolve("file" + i), "content " + i);
        }
        try (AgentProcess agent = agent()) {
            agent.awaitState("connected");
            agent.await("files to rest", () -> summary(agent).localHits() == 300);
            agent.kill();
        }
        try (AgentProcess agent = agent(); Openings openings = new Openings(tree)) {
            agent.awaitState("connected");
            int before = svm.lookups();
            Report.Summary again = summary(agent);
            assertEquals(new Report.Summary(300, again.bytes(), 0, 0, 300, 0, again.seconds()), again);
            assertEquals(0, openings.soFar());
            assertEquals(before, svm.lookups());
            Files.writeString(tree.resolve("file7"), "other content");
            int written = openings.soFar();
            assertEquals(299, summary(agent).localHits());
            assertTrue(openings.soFar() > written, "the count is one that counts");
        }
    }

    @Test
    void whatIsNotThereIsNotScanned() throws Exception {
        try (AgentProcess agent = agent()) {
            agent.awaitState("connected");
            Result result = agent.command("scan", tree.resolve("missing").toString(), "--json");
            assertEquals(2, result.exit());
            assertTrue(result.lines().get(0).contains("\"status\":\"error\",\"threat\":null,\"reason\":\"unreadable\""), result.lines().get(0));
        }
    }

    @Test
    void aFileWhoseNameIsNoTextIsNamedOnTheCommandLineTakenAwayAndRestored() throws Exception {
        byte[] name = (RawPath.of(tree).text() + "/?").getBytes(StandardCharsets.UTF_8);
        name[name.length - 1] = (byte) 0xff;
        Path path = Files.write(RawPath.of(name).path(), Eicar.bytes());
        try (AgentProcess agent = agent()) {
            agent.awaitState("connected");
            assertEquals(1, agent.commandInShell("scan " + tree + "/$(printf '\\377') --json").exit());
            agent.await("quarantine", () -> !Files.exists(path));
            String id = Json.read(agent.command("quarantine", "list", "--json").lines().get(0), Entry.class).id();
            Result restored = agent.commandInShell("quarantine restore " + id + " --to " + tree + "/$(printf '\\376')");
            assertEquals(0, restored.exit(), restored.lines().toString());
            name[name.length - 1] = (byte) 0xfe;
            assertTrue(Files.exists(RawPath.of(name).path()));
        }
    }

    @Test
    void kernelFileSystemsAreLeftOut() throws Exception {
        try (AgentProcess agent = agent()) {
            agent.awaitState("connected");
            Result result = agent.command("scan", "/proc", "--json");
            assertEquals(0, result.exit());
            assertTrue(result.lines().get(0).startsWith("{\"files\":0,"));
        }
    }

    @Test
    void whileTheSvmIsAwayAScanWaitsAndLosesNothing() throws Exception {
        for (int i = 0; i < 50; i++) {
            Files.write(tree.resolve("file" + i), new byte[100_000 + i]);
        }
        try (AgentProcess agent = agent()) {
            agent.awaitState("connected");
            Thread breaker = new Thread(() -> {
                while (svm.scans() < 5) {
                    Thread.onSpinWait();
                }
                svm.drop();
            });
            breaker.start();
            Report.Summary summary = summary(agent);
            breaker.join();
            assertEquals(50, summary.files());
            assertEquals(0, summary.notScanned());
        }
    }

    @Test
    void byWatchingAnInfectedFileIsTakenAwayAlsoFromANewFolder() throws Exception {
        try (AgentProcess agent = agent("watch=" + tree, "on-access=watch")) {
            assertEquals("watching", agent.awaitState("connected").protection());
            Path deep = Files.createDirectories(tree.resolve("a/b/c"));
            Path file = Files.write(deep.resolve("bad"), Eicar.bytes());
            Files.writeString(deep.resolve("good"), "good");
            agent.await("quarantine", () -> !Files.exists(file));
            assertTrue(Files.exists(deep.resolve("good")));
            assertEquals(1, agent.command("quarantine", "list", "--json").lines().size());
        }
    }

    @Test
    void aSecondAgentInTheSameHomeDoesNotStart() throws Exception {
        try (AgentProcess agent = agent()) {
            agent.awaitState("connected");
            try (AgentProcess second = agent()) {
                assertEquals(70, second.waitFor());
            }
            agent.awaitState("connected");
        }
    }

    @Test
    void afterAKillAnotherAgentTakesOver() throws Exception {
        try (AgentProcess agent = agent()) {
            agent.awaitState("connected");
            agent.kill();
        }
        try (AgentProcess agent = agent()) {
            agent.awaitState("connected");
        }
    }

    @Test
    void nonsenseOnTheControlSocketHarmsNobody() throws Exception {
        try (AgentProcess agent = agent()) {
            agent.awaitState("connected");
            List<SocketChannel> hostile = new ArrayList<>();
            for (String line : List.of("{\"command\":", "\n", "null\n", "{\"command\":\"fly\"}\n", "{\"command\":\"scan\",\"paths\":[\"relative\"]}\n",
                    "{\"command\":\"scan\",\"paths\":[null]}\n", "[".repeat(60_000) + "\n", "x".repeat(100_000), "\u0000\uffff\n")) {
                SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
                channel.connect(UnixDomainSocketAddress.of(folder.resolve("home/control.sock")));
                hostile.add(channel);
                try {
                    channel.write(ByteBuffer.wrap(line.getBytes(StandardCharsets.UTF_8)));
                } catch (IOException e) {
                    assertTrue(line.length() > 60_000);
                }
            }
            assertEquals("connected", agent.awaitState("connected").state());
            for (SocketChannel channel : hostile) {
                channel.close();
            }
            assertTrue(agent.alive());
        }
    }

    @Test
    void theControlSocketIsItsOwnersAloneAndMayHaveALongPath() throws Exception {
        Path home = folder.resolve("a".repeat(120)).resolve("home");
        Files.createDirectories(home.getParent());
        try (AgentProcess agent = new AgentProcess(home, authority, svm)) {
            agent.awaitState("connected");
            assertEquals("rw-------", java.nio.file.attribute.PosixFilePermissions.toString(Files.getPosixFilePermissions(home.resolve("control.sock"))));
            assertEquals(0, agent.command("info").exit());
        }
    }

    @Test
    void withoutARunningAgentCommandsSaySo() throws Exception {
        try (AgentProcess agent = agent()) {
            agent.awaitState("connected");
            agent.terminate();
            agent.waitFor();
            assertEquals(69, agent.command("info").exit());
            assertEquals(2, agent.command("scan", "/etc").exit());
            assertFalse(Files.exists(folder.resolve("home/control.sock")));
        }
    }

    @Test
    void theLogHoldsNoNameOfAFile() throws Exception {
        try (AgentProcess agent = agent()) {
            agent.awaitState("connected");
            Files.write(tree.resolve("telling-name"), Eicar.bytes());
            assertEquals(1, agent.command("scan", tree.toString()).exit());
            agent.await("the event", () -> agent.detections().size() == 1);
            assertFalse(agent.log().contains("telling-name"), agent.log());
        }
    }

    private AgentProcess agent(String... settings) throws IOException {
        return new AgentProcess(folder.resolve("home"), authority, svm, settings);
    }

    private Report.Summary summary(AgentProcess agent) {
        try {
            List<String> lines = agent.command("scan", tree.toString(), "--json").lines();
            return Json.read(lines.get(lines.size() - 1), Report.Summary.class);
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
