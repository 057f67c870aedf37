package org.palisade.agent.gap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A process that writes to the ledger is killed again and again. */
@Timeout(300)
class GapKillTest {

    private static final int KILLS = 20;
    private static final int APART = 1_000_000;

    @TempDir
    Path home;

    @Test
    void everyEntryThatWasAcknowledgedIsThereAfterAKillAndEveryClosedOneIsNot() throws Exception {
        Path folder = home.resolve("gaps");
        Set<Long> open = new HashSet<>();
        Set<Long> closed = new HashSet<>();
        for (int kill = 0; kill < KILLS; kill++) {
            run(folder, kill * APART, 100 + 37 * kill, open, closed);
            Set<String> there;
            try (GapLedger ledger = new GapStage(folder, 64L * 1024 * 1024).open()) {
                assertEquals(0, ledger.totals().damaged());
                assertEquals(0, ledger.unrecorded());
                there = GapStage.due(ledger);
            }
            Set<String> missing = open.stream().map(number -> "/srv/file-" + number).filter(name -> !there.contains(name)).collect(Collectors.toSet());
            // One may have been closed without having had the time to say so.
            assertTrue(missing.size() <= 1, "missing after kill " + kill + ": " + missing);
            assertTrue(closed.stream().noneMatch(number -> there.contains("/srv/file-" + number)), "a closed entry is back after kill " + kill);
            open.removeIf(number -> missing.contains("/srv/file-" + number));
        }
        assertTrue(open.size() > KILLS * 100 / 3, "too few entries to prove anything: " + open.size());
    }

    private void run(Path folder, int first, int lines, Set<Long> open, Set<Long> closed) throws IOException, InterruptedException {
        Path said = home.resolve("said-" + first);
        Process process = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx64m", "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1", "-cp", System.getProperty("java.class.path"), GapWriter.class.getName(), folder.toString(), Integer.toString(first))
                .redirectError(ProcessBuilder.Redirect.INHERIT).redirectOutput(said.toFile()).start();
        while (said.toFile().length() < 10L * lines && process.isAlive()) {
            LockSupport.parkNanos(1_000_000);
        }
        // SIGKILL. What it said is in a file, not in a pipe, so nothing of it is lost with the process.
        process.destroyForcibly();
        assertEquals(137, process.waitFor());
        for (String line : Files.readAllLines(said)) {
            take(line, open, closed);
        }
    }

    private static void take(String line, Set<Long> open, Set<Long> closed) {
        long number = Long.parseLong(line.substring(2));
        if (line.charAt(0) == '+') {
            open.add(number);
        } else {
            open.remove(number);
            closed.add(number);
        }
    }
}
