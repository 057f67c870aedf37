package org.palisade.agent.gap;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is recorded of files let through, and what of it a kill leaves. */
class GapLedgerTest {

    @TempDir
    Path home;

    @Test
    void aFileLetThroughIsThereAfterAKillWithAllThatIsKnownOfIt() {
        GapStage stage = new GapStage(home.resolve("gaps"));
        Seen seen = GapStage.seen("/srv/\u00ff\nname", 42);
        stage.open().happened(seen, Happening.LET_THROUGH, Why.NO_VERDICT_IN_TIME);
        GapLedger next = stage.open();
        Unscanned file = next.next().orElseThrow();
        assertEquals(seen.path(), file.path());
        assertEquals(seen.status().orElseThrow().version(), file.version().orElseThrow());
        assertArrayEquals(seen.handle(), file.handle());
        assertEquals(Why.NO_VERDICT_IN_TIME, file.why());
        assertEquals(stage.now.toEpochMilli(), file.since());
        assertEquals(1, next.open());
        assertEquals(1, next.totals().letThrough());
    }

    @Test
    void openingsOfTheSameFileAreOneEntryAndAreCounted() {
        GapStage stage = new GapStage(home.resolve("gaps"));
        GapLedger ledger = stage.open();
        for (int i = 0; i < 5; i++) {
            ledger.happened(GapStage.seen("/srv/a", 1), Happening.LET_THROUGH, Why.NO_SVM);
        }
        ledger.happened(GapStage.seen("/srv/a", 2), Happening.LET_THROUGH, Why.NO_SVM);
        assertEquals(2, ledger.open());
        for (int again = 0; again < 3; again++) {
            GapLedger next = stage.open();
            assertEquals(2, next.open());
            assertEquals(6, next.totals().letThrough());
        }
    }

    @Test
    void aClosedEntryDoesNotComeBackAndIsCounted() {
        GapStage stage = new GapStage(home.resolve("gaps"));
        GapLedger ledger = stage.open();
        for (int i = 0; i < 4; i++) {
            ledger.happened(GapStage.seen(i), Happening.LET_THROUGH, Why.NO_SVM);
        }
        for (Ending ending : Ending.values()) {
            Unscanned file = ledger.next().orElseThrow();
            ledger.closed(file, ending, ledger.lettings(file), false);
        }
        for (int again = 0; again < 3; again++) {
            GapLedger next = stage.open();
            assertEquals(1, next.open());
            assertEquals(new GapTotals(4, 1, 1, 1, 0), next.totals());
        }
    }

    @Test
    void anOpeningThatWaitsIsLetThroughByAKillButNotByItsVerdict() {
        GapStage stage = new GapStage(home.resolve("gaps"));
        GapLedger ledger = stage.open();
        Unscanned first = ledger.happened(GapStage.seen(1), Happening.HELD, Why.AGENT_ENDED).orElseThrow();
        ledger.happened(GapStage.seen(2), Happening.HELD, Why.AGENT_ENDED);
        Unscanned third = ledger.happened(GapStage.seen(3), Happening.HELD, Why.AGENT_ENDED).orElseThrow();
        assertEquals(Optional.empty(), ledger.next());
        ledger.released(first);
        ledger.letThrough(third, Why.NO_SVM);
        assertEquals(1, ledger.open());
        GapLedger next = stage.open();
        assertEquals(2, next.open());
        assertEquals(2, next.totals().letThrough());
        assertEquals(Set.of("/srv/file-2", "/srv/file-3"), GapStage.due(next));
    }

    @Test
    void twoOpeningsThatWaitForOneFileAreBothLetThroughByAKill() {
        GapStage stage = new GapStage(home.resolve("gaps"));
        GapLedger ledger = stage.open();
        ledger.happened(GapStage.seen(1), Happening.HELD, Why.AGENT_ENDED);
        Unscanned second = ledger.happened(GapStage.seen(1), Happening.HELD, Why.AGENT_ENDED).orElseThrow();
        ledger.happened(GapStage.seen(1), Happening.HELD, Why.AGENT_ENDED);
        ledger.released(second);
        GapLedger next = stage.open();
        assertEquals(1, next.open());
        assertEquals(2, next.totals().letThrough());
    }

    @Test
    void whatIsLetThroughWhileTheFileIsScannedIsScannedOnceMore() {
        GapStage stage = new GapStage(home.resolve("gaps"));
        GapLedger ledger = stage.open();
        ledger.happened(GapStage.seen(1), Happening.LET_THROUGH, Why.NO_SVM);
        Unscanned file = ledger.next().orElseThrow();
        int lettings = ledger.lettings(file);
        ledger.happened(GapStage.seen(1), Happening.LET_THROUGH, Why.NO_SVM);
        ledger.closed(file, Ending.CLEAN, lettings, false);
        assertEquals(1, ledger.open());
        stage.nanos += Backlog.SHORTEST;
        assertEquals(Set.of("/srv/file-1"), GapStage.due(ledger));
    }

    @Test
    void aFileThatKeepsFailingIsTriedEverMoreSeldomAndStaysOpen() {
        GapStage stage = new GapStage(home.resolve("gaps"));
        GapLedger ledger = stage.open();
        ledger.happened(GapStage.seen(1), Happening.LET_THROUGH, Why.NO_SVM);
        long pause = Backlog.SHORTEST;
        for (int i = 0; i < 100; i++) {
            ledger.failed(ledger.next().orElseThrow());
            stage.nanos += pause - 1;
            assertEquals(Optional.empty(), ledger.next());
            stage.nanos++;
            pause = Math.min(Backlog.LONGEST, pause * 2);
        }
        assertEquals(Backlog.LONGEST, pause);
        assertEquals(1, ledger.open());
        ledger.failed(ledger.next().orElseThrow());
        ledger.svmThere();
        assertEquals(Set.of("/srv/file-1"), GapStage.due(ledger));
        assertEquals(1, stage.open().open());
    }

    @Test
    void aFullLedgerCountsWhatItCannotHoldAlsoOverAKillAndTellsOfIt() {
        GapStage stage = new GapStage(home.resolve("gaps"), 1000);
        GapLedger ledger = stage.open();
        int many = 50;
        for (int i = 0; i < many; i++) {
            ledger.happened(GapStage.seen(i), Happening.LET_THROUGH, Why.NO_SVM);
        }
        assertTrue(ledger.open() > 5 && ledger.open() < many, "open: " + ledger.open());
        assertEquals(many, ledger.open() + ledger.unrecorded());
        // One that is there already is no other file.
        ledger.happened(GapStage.seen(0), Happening.LET_THROUGH, Why.NO_SVM);
        assertEquals(many, ledger.open() + ledger.unrecorded());
        List<Long> told = new ArrayList<>();
        ledger.upkeep(told::add);
        assertEquals(List.of(ledger.unrecorded()), told);
        ledger.upkeep(told::add);
        assertEquals(1, told.size());
        GapLedger next = stage.open();
        assertEquals(many, next.open() + next.unrecorded());
        next.upkeep(told::add);
        assertEquals(1, told.size());
        Unscanned file = next.next().orElseThrow();
        next.closed(file, Ending.CLEAN, next.lettings(file), false);
        next.happened(GapStage.seen(999), Happening.LET_THROUGH, Why.NO_SVM);
        assertEquals(ledger.unrecorded(), next.unrecorded());
    }

    @Test
    void manyOpeningsOfFewFilesAreMerged() throws IOException {
        GapStage stage = new GapStage(home.resolve("gaps"), 100_000);
        GapLedger ledger = stage.open();
        int rounds = 40_000;
        for (int i = 0; i < rounds; i++) {
            ledger.happened(GapStage.seen(i % 10), Happening.LET_THROUGH, Why.NO_SVM);
            if (i % 1000 == 0) {
                ledger.upkeep(told -> { });
            }
        }
        ledger.upkeep(told -> { });
        assertTrue(size(stage.folder) < 500_000, "bytes: " + size(stage.folder));
        assertEquals(0, ledger.unrecorded());
        GapLedger next = stage.open();
        assertEquals(10, next.open());
        assertEquals(rounds, next.totals().letThrough());
        assertTrue(size(stage.folder) < 5000, "bytes: " + size(stage.folder));
    }

    @Test
    void theFilesAreTheirOwnersAlone() throws IOException {
        GapStage stage = new GapStage(home.resolve("gaps"));
        stage.open();
        assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(stage.folder)));
        try (Stream<Path> files = Files.list(stage.folder)) {
            for (Path file : files.toList()) {
                assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)), file.toString());
            }
        }
    }

    private static long size(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.mapToLong(file -> file.toFile().length()).sum();
        }
    }
}
