package org.palisade.agent.intercept;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.palisade.agent.intercept.Programs.held;
import static org.palisade.agent.intercept.Programs.run;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.palisade.agent.fake.AgentProcess;

/** Openings for which no verdict comes: no SVM answers, or the agent is killed. */
@Timeout(120)
class NoVerdictTest {

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
    void withoutAnSvmAnOpeningWaitsForTheHoldTimeAndTheFileIsScannedLater() throws Exception {
        try (AgentProcess agent = disk.agent("action=quarantine", "hold.seconds=1")) {
            agent.awaitState("connected");
            disk.svm.mute(true);
            Path file = disk.writeThreat("late.com");
            assertTrue(run("cat", file.toString()).text().contains("ANTIVIRUS"));
            disk.svm.mute(false);
            disk.svm.drop();
            agent.await("quarantine", () -> !Files.exists(file));
        }
    }

    @Test
    void whatIsLetThroughIsRecordedAlsoIfTheAgentIsKilledAndIsScannedOnceThereIsAnSvm() throws Exception {
        try (AgentProcess agent = disk.agent("action=notify", "hold.seconds=1")) {
            agent.awaitState("connected");
            disk.svm.mute(true);
            for (int i = 0; i < 3; i++) {
                Path file = disk.write("late" + i, ("content " + i).getBytes(StandardCharsets.US_ASCII));
                assertEquals("content " + i, run("cat", file.toString()).text());
            }
            assertEquals(3, agent.awaitState("connected").gaps().letThrough());
            disk.write("held", "more".getBytes(StandardCharsets.US_ASCII));
        }
        try (AgentProcess agent = disk.agent("action=notify", "hold.seconds=30")) {
            agent.await("the ledger", () -> agent.awaitState("connected").gaps().letThrough() == 3);
            Process reader = new ProcessBuilder("cat", disk.watched.resolve("held").toString()).start();
            agent.await("the reader to be held", () -> held(reader));
            long began = System.nanoTime();
            agent.await("a moment", () -> System.nanoTime() - began > TimeUnit.MILLISECONDS.toNanos(500));
            agent.kill();
            assertTrue(reader.waitFor(5, TimeUnit.SECONDS), "the reader hangs");
        }
        disk.svm.mute(false);
        try (AgentProcess agent = disk.agent("action=notify")) {
            agent.await("scans", () -> agent.awaitState("connected").gaps().open() == 0);
            assertEquals(4, agent.awaitState("connected").gaps().letThrough());
            assertTrue(agent.awaitState("connected").gaps().closed() >= 4);
            assertEquals(0, agent.awaitState("connected").gaps().unrecorded());
        }
    }

    @Test
    void withoutAnSvmAndWithDenyAnOpeningIsRefused() throws Exception {
        try (AgentProcess agent = disk.agent("action=quarantine", "hold.seconds=1", "no-verdict=deny")) {
            agent.awaitState("connected");
            disk.svm.mute(true);
            Path file = disk.write("clean", "good".getBytes(StandardCharsets.US_ASCII));
            assertTrue(run("cat", file.toString()).text().contains("Operation not permitted"));
        }
    }

    @Test
    void aKilledAgentLeavesNothingHanging() throws Exception {
        try (AgentProcess agent = disk.agent("action=quarantine", "hold.seconds=30")) {
            agent.awaitState("connected");
            disk.svm.mute(true);
            Path file = disk.write("clean", "good".getBytes(StandardCharsets.US_ASCII));
            Process reader = new ProcessBuilder("cat", file.toString()).start();
            agent.await("the reader to be held", () -> held(reader));
            agent.kill();
            assertTrue(reader.waitFor(5, TimeUnit.SECONDS), "the reader hangs");
            assertEquals(0, run("cat", file.toString()).exit());
        }
    }
}
