package org.palisade.agent.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.palisade.agent.file.FileVersion;
import org.palisade.protocol.scan.Digest;
import org.palisade.protocol.scan.Reason;
import org.palisade.protocol.scan.ScanStatus;
import org.palisade.protocol.scan.Verdict;

class LedgerTest {

    private static final Instant NOW = Instant.ofEpochSecond(1000);
    private static final long SECOND = 1_000_000_000L;
    private static final Clock CLOCK = Clock.fixed(NOW, ZoneOffset.UTC);

    @TempDir
    Path folder;

    private final Ledger ledger = new Ledger(new LedgerConfig(2), CLOCK);

    @BeforeEach
    void underASet() {
        ledger.use("s1");
    }

    @Test
    void anUnchangedFileIsKnownAgain() {
        ledger.remember(file(1), clean("s1", false));
        assertTrue(ledger.find(file(1), false).isPresent());
        assertFalse(ledger.find(file(2), false).isPresent());
    }

    @Test
    void anotherSignatureSetForgetsAll() {
        ledger.remember(file(1), clean("s1", false));
        ledger.use("s2");
        assertEquals(0, ledger.size());
        ledger.remember(file(1), clean("s1", false));
        assertEquals(0, ledger.size());
    }

    @Test
    void aFileThatChangedJustNowIsNotRememberedBecauseTheNextChangeMightNotShow() {
        ledger.remember(new FileVersion(1, 1, 1, 0, 1000 * SECOND - 1000), clean("s1", false));
        assertEquals(0, ledger.size());
    }

    @Test
    void aTimeOfChangeInTheFutureIsNotTrusted() {
        ledger.remember(new FileVersion(1, 1, 1, 0, 1001 * SECOND), clean("s1", false));
        assertEquals(0, ledger.size());
    }

    @Test
    void aVerdictWithoutArchivesIsNoAnswerForOneWith() {
        ledger.remember(file(1), clean("s1", false));
        assertFalse(ledger.find(file(1), true).isPresent());
        ledger.remember(file(1), clean("s1", true));
        ledger.remember(file(1), clean("s1", false));
        assertTrue(ledger.find(file(1), true).isPresent());
    }

    @Test
    void anArchiveThatCouldNotBeOpenedIsRememberedAsSuchAndIsNoAnswerToTheSimplerQuestion() {
        ledger.remember(file(1), new Finding(Verdict.notFullyScanned(Reason.ARCHIVE_NOT_OPENED, "e", "s1"), Optional.empty(), true));
        assertTrue(ledger.find(file(1), true).isPresent());
        assertFalse(ledger.find(file(1), false).isPresent());
    }

    @Test
    void whatCouldNotBeScannedIsNotRemembered() {
        ledger.remember(file(1), new Finding(Verdict.error(Reason.BUSY), Optional.empty(), false));
        assertEquals(0, ledger.size());
    }

    @Test
    void whatWasNotAskedForLongestIsForgottenFirst() {
        ledger.remember(file(1), clean("s1", false));
        ledger.remember(file(2), clean("s1", false));
        ledger.find(file(1), false);
        ledger.remember(file(3), clean("s1", false));
        assertTrue(ledger.find(file(1), false).isPresent());
        assertFalse(ledger.find(file(2), false).isPresent());
    }

    @Test
    void whatIsInfectedIsNotCleanAnyMoreAndKeepsItsDigest() {
        Finding infected = new Finding(Verdict.infected("T", "", "e", "s1"), Optional.of(Digest.of(new byte[32])), false);
        ledger.remember(file(1), clean("s1", false));
        ledger.remember(file(1), infected);
        assertEquals(Optional.of(infected), ledger.find(file(1), false));
        ledger.remember(file(1), clean("s1", false));
        assertEquals(ScanStatus.CLEAN, ledger.find(file(1), false).orElseThrow().verdict().status());
    }

    @Test
    void whatIsInfectedInsideAnArchiveIsCleanForWhoDoesNotOpenItAndInfectedForWhoDoes() {
        ledger.remember(file(1), clean("s1", false));
        ledger.remember(file(1), new Finding(Verdict.infected("T", "m", "e", "s1"), Optional.empty(), true));
        assertEquals(ScanStatus.CLEAN, ledger.find(file(1), false).orElseThrow().verdict().status());
        assertEquals(ScanStatus.INFECTED, ledger.find(file(1), true).orElseThrow().verdict().status());
    }

    @Test
    void whatWasCleanInsideAndIsNotAnyMoreIsNot() {
        ledger.remember(file(1), clean("s1", true));
        ledger.remember(file(1), new Finding(Verdict.infected("T", "m", "e", "s1"), Optional.empty(), true));
        assertEquals(ScanStatus.INFECTED, ledger.find(file(1), true).orElseThrow().verdict().status());
        assertEquals(ScanStatus.INFECTED, ledger.find(file(1), false).orElseThrow().verdict().status());
    }

    @Test
    void aFileThatWasWrittenToIsForgottenWhateverWasKnown() {
        ledger.remember(file(1), clean("s1", true));
        ledger.remember(file(2), new Finding(Verdict.notFullyScanned(Reason.ENCRYPTED, "e", "s1"), Optional.empty(), true));
        ledger.forget(file(1));
        ledger.forget(file(2));
        assertEquals(0, ledger.size());
        assertFalse(ledger.find(file(1), false).isPresent());
        assertFalse(ledger.find(file(2), true).isPresent());
    }

    @Test
    void afterARestartCleanFilesAreKnownAndOthersAskedForAgain() throws Exception {
        Path kept = folder.resolve("verdicts");
        try (Ledger before = Ledger.kept(new LedgerConfig(100), CLOCK, kept)) {
            before.use("s1");
            before.remember(file(1), clean("s1", false));
            before.remember(file(2), new Finding(Verdict.infected("T", "", "e", "s1"), Optional.empty(), false));
        }
        try (Ledger after = Ledger.kept(new LedgerConfig(100), CLOCK, kept)) {
            assertEquals("s1", after.signatureSet());
            after.use("s1");
            assertTrue(after.find(file(1), false).isPresent());
            assertFalse(after.find(file(2), false).isPresent());
        }
    }

    @Test
    void noMoreFilesAreRememberedThanAQuarterOfTheHeapHolds() {
        try (LogLines log = new LogLines(Ledger.class)) {
            assertEquals(262_144, Ledger.room(new LedgerConfig(262_144), 32 << 20));
            assertTrue(log.lines.isEmpty());
            assertEquals(419_430, Ledger.room(new LedgerConfig(10_000_000), 32 << 20));
            assertEquals(1, log.lines.size());
        }
    }

    @Test
    void aRestoredFileIsExemptUntilItChangesAndAlsoAfterARestart() throws Exception {
        Path kept = folder.resolve("restored.json");
        Exemptions exemptions = new Exemptions(kept);
        exemptions.begin(file(1));
        assertTrue(exemptions.holds(new FileVersion(1, 1, 99, 99, 99)));
        exemptions.settle(file(1));
        assertTrue(new Exemptions(kept).holds(file(1)));
        assertFalse(new Exemptions(kept).holds(new FileVersion(1, 1, 99, 99, 99)));
    }

    private static FileVersion file(long inode) {
        return new FileVersion(1, inode, 10, 0, 500 * SECOND);
    }

    private static Finding clean(String set, boolean archives) {
        return new Finding(Verdict.clean("e", set), Optional.empty(), archives);
    }
}
