package org.palisade.agent.intercept;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.palisade.agent.intercept.Programs.run;

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
import org.palisade.agent.intercept.Programs.Output;

/** Protection on access, with the kernel's real events, on a file system of its own so that nobody else is concerned. */
@Timeout(120)
class OnAccessTest {

    @TempDir
    Path folder;

    private WatchedDisk disk;

    @BeforeEach
    void mount() throws Exception {
        disk = new WatchedDisk(folder);
    }

    @AfterEach
    void unmount() throws Exception {
        if (disk != null) {
            disk.unmount();
        }
    }

    @Test
    void anInfectedFileIsNeverReadAndIsInQuarantineWithinTwoSeconds() throws Exception {
        try (AgentProcess agent = disk.agent("action=quarantine")) {
            assertEquals("on-access", agent.awaitState("connected").protection());
            Path file = disk.writeThreat("eicar.com");
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
        try (AgentProcess agent = disk.agent("action=block")) {
            agent.awaitState("connected");
            Path file = disk.writeThreat("eicar.com");
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
        try (AgentProcess agent = disk.agent("action=block")) {
            agent.awaitState("connected");
            Path file = disk.writeThreat("eicar.com");
            assertEquals(0, run("mount", "--bind", disk.watched.toString(), other.toString()).exit());
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
        try (AgentProcess agent = disk.agent("action=block")) {
            agent.awaitState("connected");
            disk.writeThreat("eicar.com");
            Output read = run("unshare", "-m", "sh", "-c", "mount --bind " + disk.watched + " " + other + " && cat " + other + "/eicar.com");
            assertTrue(read.text().contains("Operation not permitted"), read.text());
        }
    }

    @Test
    void aFileOutsideIsNotHeldInAnotherMountNamespaceEither() throws Exception {
        Path file = Files.write(disk.root.resolve("elsewhere"), Eicar.bytes());
        try (AgentProcess agent = disk.agent("action=block", "no-verdict=deny", "hold.seconds=1")) {
            agent.awaitState("connected");
            disk.svm.mute(true);
            assertTrue(run("unshare", "-m", "cat", file.toString()).text().contains("ANTIVIRUS"));
            assertEquals(0, disk.svm.lookups());
        }
    }

    @Test
    void aFileOutsideTheWatchedFolderIsNotTouched() throws Exception {
        try (AgentProcess agent = disk.agent("action=quarantine")) {
            agent.awaitState("connected");
            Path file = disk.root.resolve("elsewhere");
            run("sh", "-c", "cat > " + file, Eicar.bytes());
            assertTrue(run("cat", file.toString()).text().contains("ANTIVIRUS"));
            assertTrue(agent.detections().isEmpty());
        }
    }

    @Test
    void anExcludedFolderIsLeftAloneUnlessOthersCanWriteToIt() throws Exception {
        Path own = Files.createDirectory(disk.watched.resolve("own"));
        Path open = Files.createDirectory(disk.watched.resolve("open"));
        assertEquals(0, run("chmod", "700", own.toString()).exit());
        assertEquals(0, run("chmod", "777", open.toString()).exit());
        try (AgentProcess agent = disk.agent("action=block", "exclude=" + own + "," + open)) {
            agent.awaitState("connected");
            assertTrue(run("cat", disk.writeThreat("own/eicar.com").toString()).text().contains("ANTIVIRUS"));
            assertTrue(run("cat", disk.writeThreat("open/eicar.com").toString()).text().contains("Operation not permitted"));
            agent.await("the event", () -> agent.detections().size() == 1);
        }
    }

    @Test
    void changingTheModeAllTheTimeIsNoWayAroundTheProtection() throws Exception {
        try (AgentProcess agent = disk.agent("action=block")) {
            agent.awaitState("connected");
            Path file = disk.writeThreat("eicar.com");
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
        Path file = disk.watched.resolve("mapped");
        try (AgentProcess agent = disk.agent("action=block"); FileChannel channel = FileChannel.open(Files.createFile(file),
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
        try (AgentProcess agent = disk.agent("action=block")) {
            agent.awaitState("connected");
            assertEquals(0, run("umount", disk.root.toString()).exit());
        }
    }

    @Test
    void cleanFilesAreReadAsIfNobodyWatched() throws Exception {
        try (AgentProcess agent = disk.agent("action=quarantine")) {
            agent.awaitState("connected");
            for (int i = 0; i < 50; i++) {
                disk.write("file" + i, ("content " + i).getBytes(StandardCharsets.US_ASCII));
            }
            assertEquals(0, run("sh", "-c", "cat " + disk.watched + "/* > /dev/null").exit());
        }
    }

    @Test
    void aRestoredFileIsLeftAloneUntilItChanges() throws Exception {
        try (AgentProcess agent = disk.agent("action=quarantine")) {
            agent.awaitState("connected");
            Path file = disk.writeThreat("eicar.com");
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
        try (AgentProcess agent = disk.agent("action=block")) {
            agent.awaitState("connected");
            Path file = disk.writeThreat("eicar.com");
            agent.terminate();
            agent.waitFor();
            assertTrue(run("cat", file.toString()).text().contains("ANTIVIRUS"));
            assertTrue(agent.events().stream().anyMatch(event -> event.kind().equals("agent-stopping")));
        }
    }
}
