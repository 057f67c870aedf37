package org.palisade.agent.intercept;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.palisade.agent.intercept.Programs.held;
import static org.palisade.agent.intercept.Programs.run;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.palisade.agent.fake.AgentProcess;

/** An agent that stands still while others wait for it, with the kernel's real events, on a file system of its own so that nobody else is concerned. */
@Timeout(120)
class StoppedAgentTest {

    private static final long USABLE = TimeUnit.SECONDS.toNanos(10);

    @TempDir
    Path folder;

    private WatchedDisk disk;
    private Path file;

    @BeforeEach
    void mount() throws Exception {
        assumeTrue(Files.isExecutable(PerlWatchdog.PERL), "this system has no perl");
        disk = new WatchedDisk(folder);
        file = Files.write(disk.watched.resolve("clean"), "good".getBytes(StandardCharsets.US_ASCII));
    }

    @AfterEach
    void unmount() throws Exception {
        if (disk != null) {
            disk.unmount();
        }
    }

    @Test
    void aStoppedAgentIsKilledAndWhoWaitedGoesOnWithinTenSeconds() throws Exception {
        try (AgentProcess agent = agent()) {
            agent.awaitState("connected");
            stoppedAgentFreesItsReader(agent);
        }
    }

    @Test
    void aLostWatchdogIsReplacedByOneThatWorks() throws Exception {
        try (AgentProcess agent = agent()) {
            agent.awaitState("connected");
            ProcessHandle first = watchdog(agent).orElseThrow();
            assertTrue(first.destroyForcibly());
            agent.await("another watchdog", () -> agent.log().split("a separate watchdog is at work", -1).length == 3);
            assertEquals(0, run("cat", file.toString()).exit());
            stoppedAgentFreesItsReader(agent);
        }
    }

    @Test
    void aWatchdogThatStandsStillIsReplaced() throws Exception {
        try (AgentProcess agent = agent()) {
            agent.awaitState("connected");
            ProcessHandle first = watchdog(agent).orElseThrow();
            assertEquals(0, run("kill", "-STOP", Long.toString(first.pid())).exit());
            agent.await("another watchdog", () -> watchdog(agent).filter(ProcessHandle::isAlive).filter(there -> there.pid() != first.pid()).isPresent());
            first.onExit().get(5, TimeUnit.SECONDS);
            assertTrue(agent.alive());
        }
    }

    @Test
    void theWatchdogOfAKilledAgentEndsToo() throws Exception {
        try (AgentProcess agent = agent()) {
            agent.awaitState("connected");
            ProcessHandle watchdog = watchdog(agent).orElseThrow();
            agent.kill();
            watchdog.onExit().get(5, TimeUnit.SECONDS);
        }
    }

    @Test
    void theWatchdogOfATerminatedAgentEndsTooAndTellsOfNothing() throws Exception {
        try (AgentProcess agent = agent()) {
            agent.awaitState("connected");
            ProcessHandle watchdog = watchdog(agent).orElseThrow();
            agent.terminate();
            agent.waitFor();
            watchdog.onExit().get(5, TimeUnit.SECONDS);
            assertTrue(!agent.log().contains("separate watchdog is lost") && !agent.log().contains("no sign of life"), agent.log());
        }
    }

    private void stoppedAgentFreesItsReader(AgentProcess agent) throws Exception {
        long stopped = System.nanoTime();
        assertEquals(0, run("kill", "-STOP", Long.toString(agent.pid())).exit());
        Process reader = new ProcessBuilder("cat", file.toString()).start();
        agent.await("the reader to be held", () -> held(reader));
        assertTrue(reader.waitFor(30, TimeUnit.SECONDS), "the reader hangs");
        long passed = System.nanoTime() - stopped;
        assertEquals(0, reader.exitValue());
        assertTrue(passed < USABLE, passed + " ns");
        assertEquals(128 + 9, agent.waitFor());
        agent.await("a line that tells of it", () -> agent.log().contains("palisade-watchdog: the agent (process " + agent.pid() + ") gave no sign of life"));
        assertEquals(0, run("cat", file.toString()).exit());
    }

    private AgentProcess agent() throws Exception {
        return disk.agent("action=block");
    }

    private static Optional<ProcessHandle> watchdog(AgentProcess agent) {
        return ProcessHandle.of(agent.pid()).flatMap(process -> process.children().findFirst());
    }
}
