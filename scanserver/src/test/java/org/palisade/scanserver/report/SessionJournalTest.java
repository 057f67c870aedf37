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
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.palisade.protocol.http.AgentSessions;
import org.palisade.protocol.signed.PeerKind;
import org.palisade.protocol.signed.PeerName;

@Timeout(120)
class SessionJournalTest {

    private static final PeerName AGENT = new PeerName(PeerKind.AGENT, new UUID(1, 1), new UUID(2, 2));
    private static final long BOUND = 1 << 20;

    /** The Integration Server's side: entries and the position are stored together; answers may get lost. */
    private static final class Intake {
        final List<AgentSessions.Entry> stored = new ArrayList<>();
        private final Map<String, Long> positions = new HashMap<>();

        long take(AgentSessions batch) {
            for (AgentSessions.Entry entry : batch.entries()) {
                if (entry.sequence() > positions.getOrDefault(batch.journal(), 0L)) {
                    stored.add(entry);
                    positions.put(batch.journal(), entry.sequence());
                }
            }
            return positions.getOrDefault(batch.journal(), 0L);
        }

        List<String> kinds(UUID session) {
            return stored.stream().filter(entry -> entry.session().equals(session.toString())).map(AgentSessions.Entry::kind).toList();
        }
    }

    @TempDir
    private Path folder;
    private final AtomicLong nanos = new AtomicLong(5_000_000_000L);
    private long dropped;
    private SessionJournal journal;

    /** A clock that moves with the monotonic one. */
    private final Clock clock = new Clock() {
        @Override
        public Instant instant() {
            return Instant.ofEpochMilli(1_800_000_000_000L + nanos.get() / 1_000_000);
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    };

    private void open(long cap) throws IOException {
        journal = new SessionJournal(folder, cap, clock, nanos::get, count -> dropped += count);
    }

    @BeforeEach
    void open() throws IOException {
        open(BOUND);
    }

    @AfterEach
    void close() {
        journal.close();
    }

    private void pass(long millis) {
        nanos.addAndGet(millis * 1_000_000);
    }

    private void reportAll(Intake intake) throws IOException {
        while (journal.batch().isPresent()) {
            AgentSessions batch = journal.batch().get();
            journal.acknowledge(batch.journal(), intake.take(batch));
        }
    }

    @Test
    void aSessionIsToldInOrderWithBothClocks() throws IOException {
        UUID session = UUID.randomUUID();
        journal.connected(session, AGENT);
        pass(20);
        journal.able(session);
        assertEquals(1, journal.able());
        pass(1000);
        journal.lost(session);
        assertEquals(0, journal.able());
        AgentSessions batch = journal.batch().orElseThrow();
        assertEquals(List.of(1L, 2L, 3L), batch.entries().stream().map(AgentSessions.Entry::sequence).toList());
        AgentSessions.Entry lost = batch.entries().get(2);
        assertEquals(new AgentSessions.Entry(3, session.toString(), AGENT.id().toString(), AGENT.tenant().toString(), "lost",
                clock.instant().toString(), batch.run(), 6020), lost);
        assertEquals(6020, batch.monotonicMillis());
        assertEquals(clock.instant().toString(), batch.sentAt());
    }

    @Test
    void untilItIsAcknowledgedTheSameIsToldAgain() throws IOException {
        journal.connected(UUID.randomUUID(), AGENT);
        AgentSessions first = journal.batch().orElseThrow();
        assertEquals(first, journal.batch().orElseThrow());
        assertFalse(journal.acknowledge(first.journal(), 1));
        assertTrue(journal.batch().isEmpty());
        // An old answer that comes late changes nothing.
        journal.connected(UUID.randomUUID(), AGENT);
        assertTrue(journal.acknowledge(first.journal(), 1));
        assertTrue(journal.acknowledge("another", 99));
        assertEquals(2, journal.batch().orElseThrow().entries().get(0).sequence());
    }

    @Test
    void lostAnswersAndRestartsStoreEveryEntryOnce() throws IOException {
        Intake intake = new Intake();
        List<UUID> sessions = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            UUID session = UUID.randomUUID();
            sessions.add(session);
            journal.connected(session, AGENT);
            journal.able(session);
            journal.lost(session);
            AgentSessions batch = journal.batch().orElseThrow();
            long stored = intake.take(batch);
            // Of three answers one arrives, one gets lost, and with one the process ends after the commit.
            if (i % 3 == 0) {
                journal.acknowledge(batch.journal(), stored);
            } else if (i % 3 == 1) {
                intake.take(batch);
            } else {
                journal.close();
                open();
            }
        }
        reportAll(intake);
        assertEquals(90, intake.stored.size());
        sessions.forEach(session -> assertEquals(List.of("connected", "able", "lost"), intake.kinds(session)));
    }

    @Test
    void whatACrashLeftOpenEndsAtTheLastBeat() throws IOException {
        UUID open = UUID.randomUUID();
        UUID late = UUID.randomUUID();
        journal.connected(open, AGENT);
        journal.able(open);
        pass(900);
        journal.beat();
        Instant beat = clock.instant();
        pass(400);
        journal.connected(late, AGENT);
        Instant connected = clock.instant();
        pass(500);
        // No close: as a kill leaves it.
        open();
        Intake intake = new Intake();
        reportAll(intake);
        assertEquals(List.of("connected", "able", "lost"), intake.kinds(open));
        assertEquals(List.of("connected", "lost"), intake.kinds(late));
        Map<String, String> ends = new HashMap<>();
        intake.stored.stream().filter(entry -> entry.kind().equals("lost")).forEach(entry -> ends.put(entry.session(), entry.time()));
        assertEquals(Map.of(open.toString(), beat.toString(), late.toString(), connected.toString()), ends);
        // The next start has nothing to end.
        open();
        reportAll(intake);
        assertEquals(5, intake.stored.size());
    }

    @Test
    void anOpenConnectionOutlivesTheSweepOfItsEntries() throws IOException {
        Intake intake = new Intake();
        UUID longest = UUID.randomUUID();
        journal.connected(longest, AGENT);
        for (int i = 0; i < 12_000; i++) {
            UUID session = UUID.randomUUID();
            journal.connected(session, AGENT);
            journal.lost(session);
            if (i % 200 == 199) {
                reportAll(intake);
            }
        }
        assertTrue(Files.size(folder.resolve("journal")) < 3 << 20, "what is acknowledged is swept");
        journal.beat();
        open();
        reportAll(intake);
        assertEquals(List.of("connected", "lost"), intake.kinds(longest));
        assertEquals(24_002, intake.stored.size());
    }

    @Test
    void aFullJournalDropsTheOldestAndCountsThem() throws IOException {
        journal.close();
        open(96 * 100);
        UUID first = UUID.randomUUID();
        journal.connected(first, AGENT);
        for (int i = 0; i < 500; i++) {
            UUID session = UUID.randomUUID();
            journal.connected(session, AGENT);
            journal.lost(session);
        }
        journal.lost(first);
        Intake intake = new Intake();
        reportAll(intake);
        assertEquals(1002, intake.stored.size() + dropped);
        assertTrue(intake.stored.size() >= 80 && intake.stored.size() <= 101, () -> "kept " + intake.stored.size());
        assertEquals(List.of("lost"), intake.kinds(first));
        assertEquals(1002, intake.stored.get(intake.stored.size() - 1).sequence());
    }

    @Test
    void whatIsDroppedIsCountedAlsoWhereTheFileCannotBeWrittenAnew() throws IOException {
        journal.close();
        open(96 * 100);
        Path inTheWay = Files.createDirectory(folder.resolve("journal.new"));
        for (int i = 0; i < 150; i++) {
            journal.connected(UUID.randomUUID(), AGENT);
        }
        Files.delete(inTheWay);
        Intake intake = new Intake();
        reportAll(intake);
        assertEquals(150, intake.stored.size() + dropped);
        assertTrue(intake.stored.size() >= 80, () -> "kept " + intake.stored.size());
        for (int i = 0; i < 150; i++) {
            journal.connected(UUID.randomUUID(), AGENT);
        }
        reportAll(intake);
        assertEquals(300, intake.stored.size() + dropped);
    }

    @Test
    void aFlippedByteLosesItsRecordOnly() throws IOException {
        for (int i = 0; i < 10; i++) {
            journal.connected(new UUID(9, i), AGENT);
            journal.lost(new UUID(9, i));
        }
        journal.close();
        Path file = folder.resolve("journal");
        byte[] sound = Files.readAllBytes(file);
        for (int at = 96; at < sound.length; at += 95) {
            byte[] bad = sound.clone();
            bad[at] ^= 0x40;
            Files.write(file, bad);
            Files.deleteIfExists(folder.resolve("heartbeat"));
            open();
            Intake intake = new Intake();
            reportAll(intake);
            // If the record of an end is lost, the connection ends where it began.
            assertTrue(intake.stored.size() >= 19 && intake.stored.size() <= 20, () -> "kept " + intake.stored.size());
            journal.close();
        }
    }

    @Test
    void aTornTailIsCutOff() throws IOException {
        journal.connected(new UUID(9, 1), AGENT);
        journal.connected(new UUID(9, 2), AGENT);
        journal.close();
        Path file = folder.resolve("journal");
        byte[] sound = Files.readAllBytes(file);
        for (int cut = 1; cut < 96; cut++) {
            Files.write(file, java.util.Arrays.copyOf(sound, sound.length - cut));
            open();
            Intake intake = new Intake();
            reportAll(intake);
            assertEquals(List.of("connected", "lost"), intake.kinds(new UUID(9, 1)));
            assertEquals(2, intake.stored.size());
            journal.close();
        }
    }

    @Test
    void aMachineSetBackToAnEarlierStateGoesOnUnderAnotherId() throws IOException {
        Intake intake = new Intake();
        journal.connected(new UUID(9, 1), AGENT);
        journal.close();
        Path snapshot = folder.resolveSibling(folder.getFileName() + "-snapshot");
        Files.copy(folder.resolve("journal"), snapshot, StandardCopyOption.REPLACE_EXISTING);
        open();
        for (int i = 2; i < 10; i++) {
            journal.connected(new UUID(9, i), AGENT);
            journal.lost(new UUID(9, i));
        }
        String before = journal.batch().orElseThrow().journal();
        reportAll(intake);
        journal.close();
        Files.copy(snapshot, folder.resolve("journal"), StandardCopyOption.REPLACE_EXISTING);
        Files.delete(snapshot);
        open();
        journal.connected(new UUID(10, 1), AGENT);
        journal.lost(new UUID(10, 1));
        reportAll(intake);
        assertEquals(List.of("connected", "lost"), intake.kinds(new UUID(10, 1)));
        journal.connected(new UUID(10, 2), AGENT);
        assertNotEquals(before, journal.batch().orElseThrow().journal());
    }

    /** A process of its own in which agents come and go; it says of each what has been written. */
    static final class Endless {

        private Endless() {
        }

        public static void main(String[] args) throws IOException {
            try (SessionJournal journal = new SessionJournal(Path.of(args[0]), BOUND, Clock.systemUTC(), System::nanoTime, count -> System.out.println("dropped"))) {
                for (long i = 0; i < 1_000_000; i++) {
                    UUID session = UUID.randomUUID();
                    journal.connected(session, AGENT);
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
        journal.close();
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
        nanos.set(System.nanoTime());
        open();
        Intake intake = new Intake();
        reportAll(intake);
        Map<String, List<AgentSessions.Entry>> bySession = new HashMap<>();
        intake.stored.forEach(entry -> bySession.computeIfAbsent(entry.session(), any -> new ArrayList<>()).add(entry));
        assertTrue(bySession.keySet().containsAll(connected), "no session that was told is missing");
        bySession.values().forEach(entries -> assertEquals(List.of("connected", "lost"), entries.stream().map(AgentSessions.Entry::kind).toList()));
        notBefore.forEach((session, beat) -> assertFalse(Instant.parse(bySession.get(session).get(1).time()).toEpochMilli() < beat,
                "a session ends at the last beat or after it"));
    }
}
