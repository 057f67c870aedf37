package org.palisade.scanserver.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.palisade.protocol.http.AgentSessions;

/** What a kill, a damaged file or a machine set back leave of the journal. */
@Timeout(120)
class DamagedJournalTest {

    @TempDir
    private Path folder;
    private JournalStage stage;

    @BeforeEach
    void open() throws IOException {
        stage = new JournalStage(folder);
    }

    @AfterEach
    void close() {
        stage.close();
    }

    @Test
    void whatACrashLeftOpenEndsAtTheLastBeat() throws IOException {
        UUID open = UUID.randomUUID();
        UUID late = UUID.randomUUID();
        stage.journal.connected(open, JournalStage.AGENT);
        stage.journal.able(open);
        stage.pass(900);
        stage.journal.beat();
        Instant beat = stage.clock.instant();
        stage.pass(400);
        stage.journal.connected(late, JournalStage.AGENT);
        Instant connected = stage.clock.instant();
        stage.pass(500);
        // No close: as a kill leaves it.
        stage.open();
        Intake intake = new Intake();
        stage.report(intake);
        assertEquals(List.of("connected", "able", "lost"), intake.kinds(open));
        assertEquals(List.of("connected", "lost"), intake.kinds(late));
        Map<String, String> ends = new HashMap<>();
        intake.stored.stream().filter(entry -> entry.kind().equals("lost")).forEach(entry -> ends.put(entry.session(), entry.time()));
        assertEquals(Map.of(open.toString(), beat.toString(), late.toString(), connected.toString()), ends);
        // The next start has nothing to end.
        stage.open();
        stage.report(intake);
        assertEquals(5, intake.stored.size());
    }

    @Test
    void aFlippedByteLosesItsRecordOnly() throws IOException {
        for (int i = 0; i < 10; i++) {
            stage.journal.connected(new UUID(9, i), JournalStage.AGENT);
            stage.journal.lost(new UUID(9, i));
        }
        stage.close();
        Path file = folder.resolve("journal");
        byte[] sound = Files.readAllBytes(file);
        for (int at = 96; at < sound.length; at += 95) {
            byte[] bad = sound.clone();
            bad[at] ^= 0x40;
            Files.write(file, bad);
            Files.deleteIfExists(folder.resolve("heartbeat"));
            stage.open();
            Intake intake = new Intake();
            stage.report(intake);
            // If the record of an end is lost, the connection ends where it began.
            assertTrue(intake.stored.size() >= 19 && intake.stored.size() <= 20, () -> "kept " + intake.stored.size());
            stage.close();
        }
    }

    @Test
    void aTornTailIsCutOff() throws IOException {
        stage.journal.connected(new UUID(9, 1), JournalStage.AGENT);
        stage.journal.connected(new UUID(9, 2), JournalStage.AGENT);
        stage.close();
        Path file = folder.resolve("journal");
        byte[] sound = Files.readAllBytes(file);
        for (int cut = 1; cut < 96; cut++) {
            Files.write(file, java.util.Arrays.copyOf(sound, sound.length - cut));
            stage.open();
            Intake intake = new Intake();
            stage.report(intake);
            assertEquals(List.of("connected", "lost"), intake.kinds(new UUID(9, 1)));
            assertEquals(2, intake.stored.size());
            stage.close();
        }
    }

    @Test
    void aMachineSetBackToAnEarlierStateGoesOnUnderAnotherId() throws IOException {
        Intake intake = new Intake();
        stage.journal.connected(new UUID(9, 1), JournalStage.AGENT);
        stage.close();
        Path snapshot = folder.resolveSibling(folder.getFileName() + "-snapshot");
        Files.copy(folder.resolve("journal"), snapshot, StandardCopyOption.REPLACE_EXISTING);
        stage.open();
        for (int i = 2; i < 10; i++) {
            stage.journal.connected(new UUID(9, i), JournalStage.AGENT);
            stage.journal.lost(new UUID(9, i));
        }
        String before = stage.journal.batch().orElseThrow().journal();
        stage.report(intake);
        stage.close();
        Files.copy(snapshot, folder.resolve("journal"), StandardCopyOption.REPLACE_EXISTING);
        Files.delete(snapshot);
        stage.open();
        stage.journal.connected(new UUID(10, 1), JournalStage.AGENT);
        stage.journal.lost(new UUID(10, 1));
        stage.report(intake);
        assertEquals(List.of("connected", "lost"), intake.kinds(new UUID(10, 1)));
        stage.journal.connected(new UUID(10, 2), JournalStage.AGENT);
        assertNotEquals(before, stage.journal.batch().orElseThrow().journal());
    }

    /** A process of its own in which agents come and go; it says of each what has been written. */
    static final class Endless {

        private Endless() {
        }

        public static void main(String[] args) throws IOException {
            try (SessionJournal journal = new SessionJournal(Path.of(args[0]), JournalStage.BOUND, Clock.systemUTC(), System::nanoTime, count -> System.out.println("dropped"))) {
                for (long i = 0; i < 1_000_000; i++) {
                    UUID session = UUID.randomUUID();
                    journal.connected(session, JournalStage.AGENT);
                    System.out.println("connected " + session);
                    if (i % 3 == 0) {
                        journal.lost(session);
                        System.out.println("lost " + session);
                    }
                    if (i % 5 == 0) {
                        long before = Clock.systemUTC().millis();
                        journal.beat();
                        System.out.println("beat " + before);
                    }
                }
            }
        }
    }

    @Test
    void killedManyTimesEverySessionHasOneBeginningAndOneEnd() throws Exception {
        stage.close();
        List<String> connected = new ArrayList<>();
        Map<String, Long> notBefore = new HashMap<>();
        for (int kill = 0; kill < 20; kill++) {
            List<String> open = new ArrayList<>();
            Process process = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx64m", "-XX:TieredStopAtLevel=1",
                    "-XX:+UseSerialGC", "-cp", System.getProperty("java.class.path"), Endless.class.getName(), folder.toString())
                    .redirectError(ProcessBuilder.Redirect.INHERIT).start();
            try (BufferedReader lines = process.inputReader(StandardCharsets.US_ASCII)) {
                for (int line = 0; line < 40 + 7 * kill; line++) {
                    String[] said = lines.readLine().split(" ");
                    switch (said[0]) {
                        case "connected" -> {
                            connected.add(said[1]);
                            open.add(said[1]);
                        }
                        case "lost" -> open.remove(said[1]);
                        case "beat" -> open.forEach(session -> notBefore.put(session, Long.parseLong(said[1])));
                        default -> throw new IllegalStateException(said[0]);
                    }
                }
            } finally {
                process.destroyForcibly().waitFor();
            }
        }
        stage.nanos.set(System.nanoTime());
        stage.open();
        Intake intake = new Intake();
        stage.report(intake);
        Map<String, List<AgentSessions.Entry>> bySession = new HashMap<>();
        intake.stored.forEach(entry -> bySession.computeIfAbsent(entry.session(), any -> new ArrayList<>()).add(entry));
        assertTrue(bySession.keySet().containsAll(connected), "no session that was told is missing");
        bySession.values().forEach(entries -> assertEquals(List.of("connected", "lost"), entries.stream().map(AgentSessions.Entry::kind).toList()));
        notBefore.forEach((session, beat) -> assertFalse(Instant.parse(bySession.get(session).get(1).time()).toEpochMilli() < beat,
                "a session ends at the last beat or after it"));
    }
}
