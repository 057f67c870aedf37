package org.palisade.scanserver.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.palisade.protocol.http.AgentSessions;

/** What is told, in which order, and until when. */
@Timeout(120)
class SessionJournalTest {

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
    void aSessionIsToldInOrderWithBothClocks() throws IOException {
        UUID session = UUID.randomUUID();
        stage.journal.connected(session, JournalStage.AGENT);
        stage.pass(20);
        stage.journal.able(session);
        assertEquals(1, stage.journal.able());
        stage.pass(1000);
        stage.journal.lost(session);
        assertEquals(0, stage.journal.able());
        AgentSessions batch = stage.journal.batch().orElseThrow();
        assertEquals(List.of(1L, 2L, 3L), batch.entries().stream().map(AgentSessions.Entry::sequence).toList());
        AgentSessions.Entry lost = batch.entries().get(2);
        assertEquals(new AgentSessions.Entry(3, session.toString(), JournalStage.AGENT.id().toString(), JournalStage.AGENT.tenant().toString(), "lost",
                stage.clock.instant().toString(), batch.run(), 6020), lost);
        assertEquals(6020, batch.monotonicMillis());
        assertEquals(stage.clock.instant().toString(), batch.sentAt());
    }

    @Test
    void untilItIsAcknowledgedTheSameIsToldAgain() throws IOException {
        stage.journal.connected(UUID.randomUUID(), JournalStage.AGENT);
        AgentSessions first = stage.journal.batch().orElseThrow();
        assertEquals(first, stage.journal.batch().orElseThrow());
        assertFalse(stage.journal.acknowledge(first.journal(), 1));
        assertTrue(stage.journal.batch().isEmpty());
        // An old answer that comes late changes nothing.
        stage.journal.connected(UUID.randomUUID(), JournalStage.AGENT);
        assertTrue(stage.journal.acknowledge(first.journal(), 1));
        assertTrue(stage.journal.acknowledge("another", 99));
        assertEquals(2, stage.journal.batch().orElseThrow().entries().get(0).sequence());
    }

    @Test
    void lostAnswersAndRestartsStoreEveryEntryOnce() throws IOException {
        Intake intake = new Intake();
        List<UUID> sessions = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            UUID session = UUID.randomUUID();
            sessions.add(session);
            stage.journal.connected(session, JournalStage.AGENT);
            stage.journal.able(session);
            stage.journal.lost(session);
            AgentSessions batch = stage.journal.batch().orElseThrow();
            long stored = intake.take(batch);
            // Of three answers one arrives, one gets lost, and with one the process ends after the commit.
            if (i % 3 == 0) {
                stage.journal.acknowledge(batch.journal(), stored);
            } else if (i % 3 == 1) {
                intake.take(batch);
            } else {
                stage.close();
                stage.open();
            }
        }
        stage.report(intake);
        assertEquals(90, intake.stored.size());
        sessions.forEach(session -> assertEquals(List.of("connected", "able", "lost"), intake.kinds(session)));
    }

    @Test
    void anOpenConnectionOutlivesTheSweepOfItsEntries() throws IOException {
        Intake intake = new Intake();
        UUID longest = UUID.randomUUID();
        stage.journal.connected(longest, JournalStage.AGENT);
        for (int i = 0; i < 12_000; i++) {
            UUID session = UUID.randomUUID();
            stage.journal.connected(session, JournalStage.AGENT);
            stage.journal.lost(session);
            if (i % 200 == 199) {
                stage.report(intake);
            }
        }
        assertTrue(Files.size(folder.resolve("journal")) < 3 << 20, "what is acknowledged is swept");
        stage.journal.beat();
        stage.open();
        stage.report(intake);
        assertEquals(List.of("connected", "lost"), intake.kinds(longest));
        assertEquals(24_002, intake.stored.size());
    }

    @Test
    void aFullJournalDropsTheOldestAndCountsThem() throws IOException {
        stage.close();
        stage.open(96 * 100);
        UUID first = UUID.randomUUID();
        stage.journal.connected(first, JournalStage.AGENT);
        for (int i = 0; i < 500; i++) {
            UUID session = UUID.randomUUID();
            stage.journal.connected(session, JournalStage.AGENT);
            stage.journal.lost(session);
        }
        stage.journal.lost(first);
        Intake intake = new Intake();
        stage.report(intake);
        assertEquals(1002, intake.stored.size() + stage.dropped);
        assertTrue(intake.stored.size() >= 80 && intake.stored.size() <= 101, () -> "kept " + intake.stored.size());
        assertEquals(List.of("lost"), intake.kinds(first));
        assertEquals(1002, intake.stored.get(intake.stored.size() - 1).sequence());
    }

    @Test
    void whatIsDroppedIsCountedAlsoWhereTheFileCannotBeWrittenAnew() throws IOException {
        stage.close();
        stage.open(96 * 100);
        Path inTheWay = Files.createDirectory(folder.resolve("journal.new"));
        for (int i = 0; i < 150; i++) {
            stage.journal.connected(UUID.randomUUID(), JournalStage.AGENT);
        }
        Files.delete(inTheWay);
        Intake intake = new Intake();
        stage.report(intake);
        assertEquals(150, intake.stored.size() + stage.dropped);
        assertTrue(intake.stored.size() >= 80, () -> "kept " + intake.stored.size());
        for (int i = 0; i < 150; i++) {
            stage.journal.connected(UUID.randomUUID(), JournalStage.AGENT);
        }
        stage.report(intake);
        assertEquals(300, intake.stored.size() + stage.dropped);
    }
}
