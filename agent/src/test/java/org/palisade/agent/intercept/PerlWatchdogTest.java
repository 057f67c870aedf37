package org.palisade.agent.intercept;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.abort;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.palisade.agent.intercept.Programs.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The script of the separate watchdog as a real process, which watches another one that stands for the agent. This process has the agent's end of the pipe. */
@Timeout(60)
class PerlWatchdogTest {

    private static final long KILL = TimeUnit.SECONDS.toNanos(8);
    private static final long USABLE = TimeUnit.SECONDS.toNanos(10);
    private static final String SHORT = "0.3";

    private final List<ProcessHandle> ours = new ArrayList<>();

    @BeforeEach
    void needPerl() {
        assumeTrue(Files.isExecutable(PerlWatchdog.PERL), "this system has no perl");
    }

    @AfterEach
    void end() {
        ours.forEach(ProcessHandle::destroyForcibly);
    }

    @Test
    void anAgentThatFallsSilentIsKilledAfterEightSecondsAndBeforeTen() throws Exception {
        Process agent = agent();
        PerlWatchdog watchdog = ready(agent.pid(), 8, "1");
        long silent = System.nanoTime();
        watchdog.beat();
        agent.onExit().get(20, TimeUnit.SECONDS);
        long passed = System.nanoTime() - silent;
        assertTrue(passed >= KILL && passed < USABLE, passed + " ns");
        assertEquals(128 + 9, agent.exitValue());
        watchdog.handle().onExit().get(5, TimeUnit.SECONDS);
        assertEquals(1, watchdog.exit().getAsInt());
    }

    @Test
    void anAgentThatGivesSignsOfLifeIsLeftAloneAndAnswered() throws Exception {
        Process agent = agent();
        PerlWatchdog watchdog = ready(agent.pid(), 8, SHORT);
        for (int i = 0; i < 20; i++) {
            watchdog.beat();
            await(watchdog);
            assertThrows(TimeoutException.class, () -> agent.onExit().get(100, TimeUnit.MILLISECONDS));
        }
    }

    @Test
    void whenTheAgentEndsSoDoesItsWatchdog() throws Exception {
        Process agent = agent();
        PerlWatchdog watchdog = ready(agent.pid(), 8, "1");
        watchdog.hangUp();
        watchdog.handle().onExit().get(5, TimeUnit.SECONDS);
        assertEquals(0, watchdog.exit().getAsInt());
        assertTrue(agent.isAlive());
    }

    @Test
    void aServiceThatIsBeingStoppedKeepsItsWatchdogUntilTheEnd() throws Exception {
        Process agent = agent();
        PerlWatchdog watchdog = ready(agent.pid(), 8, SHORT);
        assertTrue(watchdog.handle().destroy());
        assertEquals(0, run("kill", "-HUP", pid(watchdog)).exit());
        agent.onExit().get(20, TimeUnit.SECONDS);
    }

    @Test
    void aWatchdogThatWasSuspendedWithItsAgentDoesNotKillIt() throws Exception {
        Process agent = agent();
        PerlWatchdog watchdog = ready(agent.pid(), 8, SHORT);
        watchdog.beat();
        await(watchdog);
        assertEquals(0, run("kill", "-STOP", pid(watchdog)).exit());
        assertThrows(TimeoutException.class, () -> agent.onExit().get(3, TimeUnit.SECONDS));
        assertEquals(0, run("kill", "-CONT", pid(watchdog)).exit());
        for (int i = 0; i < 3; i++) {
            watchdog.beat();
            await(watchdog);
        }
        assertTrue(agent.isAlive());
        agent.onExit().get(20, TimeUnit.SECONDS);
    }

    @Test
    void whoeverGetsTheNumberOfAnEndedAgentIsNotHit() throws Exception {
        Process agent = agent();
        PerlWatchdog watchdog = ready(agent.pid(), 8, "0.3");
        agent.destroyForcibly().waitFor();
        Process stranger = withNumber(agent.pid());
        watchdog.handle().onExit().get(20, TimeUnit.SECONDS);
        assertEquals(1, watchdog.exit().getAsInt());
        assertTrue(stranger.isAlive());
    }

    @Test
    void aWatchdogThatFindsNoAgentSaysThatItCannotWork() throws Exception {
        Process agent = agent();
        agent.destroyForcibly().waitFor();
        PerlWatchdog watchdog = watchdog(agent.pid(), 8, "1");
        watchdog.handle().onExit().get(5, TimeUnit.SECONDS);
        assertEquals(OuterWatchdog.Companion.UNABLE, watchdog.exit().getAsInt());
    }

    @Test
    void onceReadyItHoldsNoFileButItsPipesAndItsLogAndIsSmall() throws Exception {
        PerlWatchdog watchdog = ready(agent().pid(), 8, "1");
        Path process = Path.of("/proc/" + pid(watchdog));
        try (var descriptors = Files.list(process.resolve("fd"))) {
            List<String> open = descriptors.map(PerlWatchdogTest::target).sorted().toList();
            assertEquals(4, open.size(), open.toString());
            assertTrue(open.stream().anyMatch(target -> target.contains("pidfd")), open.toString());
        }
        List<String> memory = Files.readAllLines(process.resolve("smaps_rollup"));
        assertTrue(kilobytes(memory, "Private_Dirty:") < 2048 && kilobytes(memory, "Rss:") < 6144, memory.toString());
        assertFalse(Files.readString(process.resolve("cmdline")).contains("pidfd_open"));
    }

    private Process agent() throws IOException {
        Process agent = new ProcessBuilder("sleep", "600").start();
        ours.add(agent.toHandle());
        return agent;
    }

    private PerlWatchdog watchdog(long agent, int ticks, String tick) throws IOException {
        PerlWatchdog watchdog = PerlWatchdog.start(PerlWatchdog.script(), agent, ticks, tick);
        ours.add(watchdog.handle());
        return watchdog;
    }

    private PerlWatchdog ready(long agent, int ticks, String tick) throws IOException {
        PerlWatchdog watchdog = watchdog(agent, ticks, tick);
        await(watchdog);
        return watchdog;
    }

    private static void await(PerlWatchdog watchdog) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (!watchdog.answered()) {
            assertTrue(System.nanoTime() < end && watchdog.exit().isEmpty(), "the watchdog does not answer");
            LockSupport.parkNanos(1_000_000);
        }
    }

    /** The kernel gives numbers in turn, and root can tell it where it is. */
    private Process withNumber(long number) throws IOException {
        Path last = Path.of("/proc/sys/kernel/ns_last_pid");
        for (int i = 0; i < 50 && Files.isWritable(last); i++) {
            Files.writeString(last, Long.toString(number - 1));
            Process process = agent();
            if (process.pid() == number) {
                return process;
            }
            process.destroyForcibly();
        }
        return abort("no process can be given a number here");
    }

    private static String pid(PerlWatchdog watchdog) {
        return Integer.toString(watchdog.pid());
    }

    private static String target(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor).toString();
        } catch (IOException e) {
            return "unreadable";
        }
    }

    private static long kilobytes(List<String> lines, String key) {
        return lines.stream().filter(line -> line.startsWith(key)).mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", ""))).sum();
    }
}
