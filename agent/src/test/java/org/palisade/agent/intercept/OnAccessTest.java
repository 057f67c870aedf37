package org.palisade.agent.intercept;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.palisade.agent.intercept.Programs.held;
import static org.palisade.agent.intercept.Programs.run;

import java.io.IOException;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.palisade.agent.fake.AgentProcess;
import org.palisade.agent.fake.Eicar;
import org.palisade.agent.fake.FakeSvm;
import org.palisade.agent.fake.TestAuthority;
import org.palisade.agent.intercept.Programs.Output;

/** Protection on access, with the kernel's real events, on a file system of its own so that nobody else is concerned. */
@Timeout(120)
class OnAccessTest {

    @TempDir
    Path folder;

    private final TestAuthority authority = new TestAuthority();
    private FakeSvm svm;
    private Path disk;
    private Path watched;

    @BeforeEach
    void mount() throws Exception {
        Prerequisites.needFanotify();
        svm = new FakeSvm(authority);
        disk = Files.createDirectory(folder.resolve("disk"));
        assertEquals(0, run("mount", "-t", "tmpfs", "-o", "size=64m", "tmpfs", disk.toString()).exit());
        watched = Files.createDirectory(disk.resolve("watched"));
    }

    @AfterEach
    void unmount() throws Exception {
        if (svm != null) {
            svm.close();
            run("umount", "-l", disk.toString());
        }
    }

    @Test
    void anInfectedFileIsNeverReadAndIsInQuarantineWithinTwoSeconds() throws Exception {
        try (AgentProcess agent = agent("action=quarantine")) {
            assertEquals("on-access", agent.awaitState("connected").protection());
            Path file = write("eicar.com");
            long began = System.nanoTime();
            Output read = run("cat", file.toString());
            assertFalse(read.text().contains("ANTIVIRUS"));
            assertTrue(read.exit() != 0);
            agent.await("quarantine", () -> !Files.exists(file));
            assertTrue(System.nanoTime() - began < TimeUnit.SECONDS.toNanos(2));
            agent.await("the event", () -> agent.detections().size() == 1);
            assertEquals("quarantined", agent.detections().get(0).action());
            assertEquals(file.toString(), agent.detections().get(0).path());
        }
    }

    @Test
    void withBlockOnlyTheFileStaysAndEveryOpeningIsRefused() throws Exception {
        try (AgentProcess agent = agent("action=block")) {
            agent.awaitState("connected");
            Path file = write("eicar.com");
            for (int i = 0; i < 3; i++) {
                Output read = run("cat", file.toString());
                assertTrue(read.text().contains("Operation not permitted"), read.text());
            }
            assertTrue(Files.exists(file));
            agent.await("the event", () -> agent.detections().size() == 1);
            assertEquals("blocked", agent.detections().get(0).action());
        }
    }

    @Test
    void aBindMountIsNoWayAroundTheProtection() throws Exception {
        Path other = Files.createDirectory(folder.resolve("other"));
        try (AgentProcess agent = agent("action=block")) {
            agent.awaitState("connected");
            Path file = write("eicar.com");
            assertEquals(0, run("mount", "--bind", watched.toString(), other.toString()).exit());
            try {
                Output read = run("cat", other.resolve(file.getFileName()).toString());
                assertTrue(read.text().contains("Operation not permitted"), read.text());
            } finally {
                run("umount", "-l", other.toString());
            }
        }
    }

    @Test
    void anotherMountNamespaceIsNoWayAroundTheProtection() throws Exception {
        Path other = Files.createDirectory(folder.resolve("other"));
        try (AgentProcess agent = agent("action=block")) {
            agent.awaitState("connected");
            write("eicar.com");
            Output read = run("unshare", "-m", "sh", "-c", "mount --bind " + watched + " " + other + " && cat " + other + "/eicar.com");
            assertTrue(read.text().contains("Operation not permitted"), read.text());
        }
    }

    @Test
    void aFileOutsideIsNotHeldInAnotherMountNamespaceEither() throws Exception {
        Path file = Files.write(disk.resolve("elsewhere"), Eicar.bytes());
        try (AgentProcess agent = agent("action=block", "no-verdict=deny", "hold.seconds=1")) {
            agent.awaitState("connected");
            svm.mute(true);
            assertTrue(run("unshare", "-m", "cat", file.toString()).text().contains("ANTIVIRUS"));
            assertEquals(0, svm.lookups());
        }
    }

    @Test
    void aFileOutsideTheWatchedFolderIsNotTouched() throws Exception {
        try (AgentProcess agent = agent("action=quarantine")) {
            agent.awaitState("connected");
            Path file = disk.resolve("elsewhere");
            run("sh", "-c", "cat > " + file, Eicar.bytes());
            assertTrue(run("cat", file.toString()).text().contains("ANTIVIRUS"));
            assertTrue(agent.detections().isEmpty());
        }
    }

    @Test
    void anExcludedFolderIsLeftAloneUnlessOthersCanWriteToIt() throws Exception {
        Path own = Files.createDirectory(watched.resolve("own"));
        Path open = Files.createDirectory(watched.resolve("open"));
        assertEquals(0, run("chmod", "700", own.toString()).exit());
        assertEquals(0, run("chmod", "777", open.toString()).exit());
        try (AgentProcess agent = agent("action=block", "exclude=" + own + "," + open)) {
            agent.awaitState("connected");
            assertTrue(run("cat", write("own/eicar.com").toString()).text().contains("ANTIVIRUS"));
            assertTrue(run("cat", write("open/eicar.com").toString()).text().contains("Operation not permitted"));
            agent.await("the event", () -> agent.detections().size() == 1);
        }
    }

    @Test
    void changingTheModeAllTheTimeIsNoWayAroundTheProtection() throws Exception {
        try (AgentProcess agent = agent("action=block")) {
            agent.awaitState("connected");
            Path file = write("eicar.com");
            Process loop = new ProcessBuilder("sh", "-c", "while :; do chmod 644 " + file + "; chmod 600 " + file + "; done").start();
            try {
                for (int i = 0; i < 20; i++) {
                    assertFalse(run("cat", file.toString()).text().contains("ANTIVIRUS"));
                }
            } finally {
                loop.destroyForcibly();
            }
        }
    }

    @Test
    void aWriteThroughAMappingIsNotHiddenByWhatWasKnownBefore() throws Exception {
        byte[] threat = Eicar.bytes();
        Path file = watched.resolve("mapped");
        try (AgentProcess agent = agent("action=block"); FileChannel channel = FileChannel.open(Files.createFile(file),
                StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            agent.awaitState("connected");
            run("sh", "-c", "cat > " + file, new byte[threat.length]);
            MappedByteBuffer mapping = channel.map(FileChannel.MapMode.READ_WRITE, 0, threat.length);
            mapping.put(0, (byte) 'x');
            long written = System.currentTimeMillis();
            agent.await("the file to rest", () -> System.currentTimeMillis() - written > 300);
            assertEquals(0, run("cat", file.toString()).exit());
            mapping.put(0, threat);
            assertFalse(run("cat", file.toString()).text().contains("ANTIVIRUS"));
        }
    }

    @Test
    void aProtectedFileSystemCanBeUnmounted() throws Exception {
        try (AgentProcess agent = agent("action=block")) {
            agent.awaitState("connected");
            assertEquals(0, run("umount", disk.toString()).exit());
        }
    }

    @Test
    void cleanFilesAreReadAsIfNobodyWatched() throws Exception {
        try (AgentProcess agent = agent("action=quarantine")) {
            agent.awaitState("connected");
            for (int i = 0; i < 50; i++) {
                run("sh", "-c", "cat > " + watched.resolve("file" + i), ("content " + i).getBytes(StandardCharsets.US_ASCII));
            }
            assertEquals(0, run("sh", "-c", "cat " + watched + "/* > /dev/null").exit());
        }
    }

    @Test
    void withoutAnSvmAnOpeningWaitsForTheHoldTimeAndTheFileIsScannedLater() throws Exception {
        try (AgentProcess agent = agent("action=quarantine", "hold.seconds=1")) {
            agent.awaitState("connected");
            svm.mute(true);
            Path file = write("late.com");
            assertTrue(run("cat", file.toString()).text().contains("ANTIVIRUS"));
            svm.mute(false);
            svm.drop();
            agent.await("quarantine", () -> !Files.exists(file));
        }
    }

    @Test
    void whatIsLetThroughIsRecordedAlsoIfTheAgentIsKilledAndIsScannedOnceThereIsAnSvm() throws Exception {
        try (AgentProcess agent = agent("action=notify", "hold.seconds=1")) {
            agent.awaitState("connected");
            svm.mute(true);
            for (int i = 0; i < 3; i++) {
                Path file = watched.resolve("late" + i);
                run("sh", "-c", "cat > " + file, ("content " + i).getBytes(StandardCharsets.US_ASCII));
                assertEquals("content " + i, run("cat", file.toString()).text());
            }
            assertEquals(3, agent.awaitState("connected").gaps().letThrough());
            run("sh", "-c", "cat > " + watched.resolve("held"), "more".getBytes(StandardCharsets.US_ASCII));
        }
        try (AgentProcess agent = agent("action=notify", "hold.seconds=30")) {
            agent.await("the ledger", () -> agent.awaitState("connected").gaps().letThrough() == 3);
            Process reader = new ProcessBuilder("cat", watched.resolve("held").toString()).start();
            agent.await("the reader to be held", () -> held(reader));
            long began = System.nanoTime();
            agent.await("a moment", () -> System.nanoTime() - began > TimeUnit.MILLISECONDS.toNanos(500));
            agent.kill();
            assertTrue(reader.waitFor(5, TimeUnit.SECONDS), "the reader hangs");
        }
        svm.mute(false);
        try (AgentProcess agent = agent("action=notify")) {
            agent.await("scans", () -> agent.awaitState("connected").gaps().open() == 0);
            assertEquals(4, agent.awaitState("connected").gaps().letThrough());
            assertTrue(agent.awaitState("connected").gaps().closed() >= 4);
            assertEquals(0, agent.awaitState("connected").gaps().unrecorded());
        }
    }

    @Test
    void withoutAnSvmAndWithDenyAnOpeningIsRefused() throws Exception {
        try (AgentProcess agent = agent("action=quarantine", "hold.seconds=1", "no-verdict=deny")) {
            agent.awaitState("connected");
            svm.mute(true);
            Path file = watched.resolve("clean");
            run("sh", "-c", "cat > " + file, "good".getBytes(StandardCharsets.US_ASCII));
            assertTrue(run("cat", file.toString()).text().contains("Operation not permitted"));
        }
    }

    @Test
    void aKilledAgentLeavesNothingHanging() throws Exception {
        try (AgentProcess agent = agent("action=quarantine", "hold.seconds=30")) {
            agent.awaitState("connected");
            svm.mute(true);
            Path file = watched.resolve("clean");
            run("sh", "-c", "cat > " + file, "good".getBytes(StandardCharsets.US_ASCII));
            Process reader = new ProcessBuilder("cat", file.toString()).start();
            agent.await("the reader to be held", () -> held(reader));
            agent.kill();
            assertTrue(reader.waitFor(5, TimeUnit.SECONDS), "the reader hangs");
            assertEquals(0, run("cat", file.toString()).exit());
        }
    }

    @Test
    void aRestoredFileIsLeftAloneUntilItChanges() throws Exception {
        try (AgentProcess agent = agent("action=quarantine")) {
            agent.awaitState("connected");
            Path file = write("eicar.com");
            agent.await("quarantine", () -> !Files.exists(file));
            String id = agent.command("quarantine", "list").lines().get(0).split(" ")[0];
            assertEquals(0, agent.command("quarantine", "restore", id).exit());
            assertTrue(run("cat", file.toString()).text().contains("ANTIVIRUS"));
            run("sh", "-c", "cat >> " + file, "x".getBytes(StandardCharsets.US_ASCII));
            agent.await("quarantine again", () -> !Files.exists(file));
        }
    }

    @Test
    void aTerminatedAgentEndsCleanly() throws Exception {
        try (AgentProcess agent = agent("action=block")) {
            agent.awaitState("connected");
            Path file = write("eicar.com");
            agent.terminate();
            agent.waitFor();
            assertTrue(run("cat", file.toString()).text().contains("ANTIVIRUS"));
            assertTrue(agent.events().stream().anyMatch(event -> event.kind().equals("agent-stopping")));
        }
    }

    private AgentProcess agent(String... settings) throws IOException {
        String[] all = java.util.Arrays.copyOf(settings, settings.length + 2);
        all[settings.length] = "watch=" + watched;
        all[settings.length + 1] = "on-access=fanotify";
        return new AgentProcess(folder.resolve("home"), authority, svm, all);
    }

    /** Writes the test threat by another process; this one's own openings prove nothing. */
    private Path write(String name) throws Exception {
        Path file = watched.resolve(name);
        run("sh", "-c", "cat > " + file, Eicar.bytes());
        return file;
    }
}
