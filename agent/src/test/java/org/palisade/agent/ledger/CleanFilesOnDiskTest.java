package org.palisade.agent.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class CleanFilesOnDiskTest extends CleanFilesContract {

    private static final int MOST = 16;

    @TempDir
    Path folder;

    @Override
    CleanFiles open(int most) {
        return CleanFiles.onDisk(most, path(), "boot-1");
    }

    @Test
    void afterARestartEverythingIsKnownAsBefore() throws Exception {
        try (CleanFiles files = open(1000)) {
            files.use("s1");
            for (int i = 0; i < 1000; i++) {
                files.remember(file(i), i % 2 == 0);
            }
            files.forget(file(7));
        }
        CleanFiles again = open(1000);
        assertEquals("s1", again.signatureSet());
        again.use("s1");
        assertEquals(999, again.size());
        for (int i = 0; i < 1000; i++) {
            assertEquals(i != 7, again.find(file(i)).isPresent());
            assertEquals(i != 7 && i % 2 == 0, again.find(file(i)).filter(Finding::archives).isPresent());
        }
        assertTrue(again.find(file(1000)).isEmpty());
        again.remember(file(7), false);
        assertTrue(open(1000).find(file(7)).isPresent(), "what is remembered after a restart is kept too");
    }

    @Test
    void nothingIsHeldBackThatAKillWouldLose() {
        CleanFiles killed = open(MOST);
        killed.use("s1");
        killed.remember(file(1), false);
        assertTrue(open(MOST).find(file(1)).isPresent());
    }

    @Test
    void afterARebootNothingIsKnown() {
        remembered();
        CleanFiles again = CleanFiles.onDisk(MOST, path(), "boot-2");
        assertEquals("", again.signatureSet());
        assertKnowsNothing(again);
    }

    @Test
    void underAnotherSignatureSetNothingIsKnownAlsoAfterARestart() {
        remembered();
        open(MOST).use("s2");
        CleanFiles again = open(MOST);
        assertEquals("s2", again.signatureSet());
        assertKnowsNothing(again);
        again.use("s1");
        assertKnowsNothing(again);
    }

    @Test
    void anotherNumberOfFilesBeginsAnew() {
        remembered();
        CleanFiles larger = open(100 * MOST);
        assertKnowsNothing(larger);
        assertWorks(larger, 100 * MOST);
    }

    @Test
    void recordsKeptUnderAnotherSetMatchNothingWhateverTheHeaderSays() throws Exception {
        remembered();
        byte[] before = Files.readAllBytes(path());
        open(MOST).use("s2");
        byte[] after = Files.readAllBytes(path());
        System.arraycopy(before, VerdictFile.HEADER, after, VerdictFile.HEADER, before.length - VerdictFile.HEADER);
        Files.write(path(), after);
        CleanFiles again = open(MOST);
        assertEquals("s2", again.signatureSet());
        assertKnowsNothing(again);
    }

    @Test
    void damageAtAnyPlaceIsNeverAWrongAnswerAndNeverAnEnd() throws Exception {
        remembered();
        byte[] good = Files.readAllBytes(path());
        assertEquals(VerdictFile.HEADER + 24 * VerdictFile.SLOT, good.length);
        for (int offset = 0; offset < good.length; offset++) {
            for (int damage : new int[] {1 << offset % 8, 0xff}) {
                byte[] bad = good.clone();
                bad[offset] ^= (byte) damage;
                Files.write(path(), bad);
                try (CleanFiles files = open(MOST)) {
                    assertNoWrongAnswer(files);
                    int known = known(files);
                    assertTrue(offset < VerdictFile.HEADER ? known == 0 : known >= MOST - 1, "offset " + offset + ": " + known + " known");
                }
            }
        }
        assertWorks(open(MOST), MOST);
    }

    @Test
    void halvesOfTwoRecordsMatchNeitherFile() throws Exception {
        remembered();
        byte[] good = Files.readAllBytes(path());
        for (int from = VerdictFile.HEADER; from < good.length; from += VerdictFile.SLOT) {
            for (int to = VerdictFile.HEADER; to < good.length; to += VerdictFile.SLOT) {
                byte[] torn = good.clone();
                System.arraycopy(good, from, torn, to, Long.BYTES);
                Files.write(path(), torn);
                try (CleanFiles files = open(MOST)) {
                    assertNoWrongAnswer(files);
                }
            }
        }
    }

    @Test
    void aFileOfAnyOtherLengthIsLeftOutAndReplaced() throws Exception {
        remembered();
        byte[] good = Files.readAllBytes(path());
        for (int length : new int[] {0, 1, VerdictFile.HEADER - 1, VerdictFile.HEADER, good.length - 1}) {
            Files.write(path(), Arrays.copyOf(good, length));
            assertKnowsNothing(open(MOST));
        }
        Files.write(path(), Arrays.copyOf(good, good.length + 1));
        assertKnowsNothing(open(MOST));
        assertWorks(open(MOST), MOST);
    }

    @Test
    void aFolderInItsPlaceLeavesMemoryAndOneLineInTheLog() throws Exception {
        Files.createDirectories(path().resolve("in the way"));
        try (LogLines log = new LogLines(CleanFiles.class)) {
            CleanFiles files = open(MOST);
            files.use("s1");
            files.remember(file(1), false);
            assertTrue(files.find(file(1)).isPresent());
            assertEquals(1, log.lines.stream().filter(line -> line.contains("in memory alone")).count(), log.lines.toString());
        }
    }

    @Test
    void aLinkInItsPlaceIsReplacedNotFollowed() throws Exception {
        Path target = Files.writeString(folder.resolve("target"), "precious");
        Files.createSymbolicLink(path(), target);
        remembered();
        assertEquals("precious", Files.readString(target));
        assertEquals(MOST, known(open(MOST)));
    }

    @Test
    void aFailingWriteLeavesMemoryAloneAndNothingForTheNextProcess() throws Exception {
        VerdictFile file = new VerdictFile(path(), VerdictTable.slots(MOST), "boot-1");
        CleanFiles files = new CleanFiles(MOST, Optional.of(file), "boot-1");
        files.use("s1");
        files.remember(file(1), false);
        file.close();
        try (LogLines log = new LogLines(CleanFiles.class)) {
            files.remember(file(2), false);
            files.forget(file(1));
            files.remember(file(3), false);
            assertEquals(1, log.lines.size(), log.lines.toString());
        }
        assertTrue(files.find(file(2)).isPresent());
        assertFalse(Files.exists(path()));
        assertTrue(open(MOST).find(file(1)).isEmpty());
        files.use("s2");
        files.remember(file(4), false);
        assertTrue(open(MOST).find(file(4)).isPresent(), "the next signature set tries the disk again");
    }

    @Test
    void onAFullDiskThereIsMemoryAndOneLineInTheLog() throws Exception {
        if (run("mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", folder.toString()) != 0) {
            if (System.getenv("CI") != null) {
                fail("a full disk needs root");
            }
            abort("a full disk needs root");
        }
        try (LogLines log = new LogLines(CleanFiles.class); CleanFiles files = open(100_000)) {
            files.use("s1");
            for (int i = 0; i < 1000; i++) {
                files.remember(file(i), false);
            }
            assertTrue(files.find(file(1)).isPresent());
            assertEquals(1, log.lines.size(), log.lines.toString());
            assertFalse(Files.exists(path()), "no half file takes the room that is left");
            assertWorks(open(MOST), MOST);
        } finally {
            assertEquals(0, run("umount", "-l", folder.toString()));
        }
    }

    @Test
    void itIsItsOwnersAlone() throws Exception {
        remembered();
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(path())));
    }

    @Test
    void aNameOfASetTooLongForTheHeaderIsRememberedInMemory() {
        CleanFiles files = open(MOST);
        files.use("s".repeat(5000));
        files.remember(file(1), false);
        assertTrue(files.find(file(1)).isPresent());
        assertKnowsNothing(open(MOST));
    }

    private Path path() {
        return folder.resolve("verdicts");
    }

    /** Leaves a file in which sixteen files are known, odd ones with their archives. */
    private void remembered() {
        CleanFiles files = open(MOST);
        files.use("s1");
        for (int i = 0; i < MOST; i++) {
            files.remember(file(i), i % 2 == 1);
        }
        assertEquals(MOST, known(files));
    }

    private static int known(CleanFiles files) {
        int known = 0;
        for (int i = 0; i < MOST; i++) {
            known += files.find(file(i)).isPresent() ? 1 : 0;
        }
        return known;
    }

    private static void assertKnowsNothing(CleanFiles files) {
        assertEquals(0, known(files));
    }

    private static void assertNoWrongAnswer(CleanFiles files) {
        for (int i = 0; i < MOST; i++) {
            boolean opened = i % 2 == 1;
            files.find(file(i)).ifPresent(finding -> assertEquals(opened, finding.archives()));
        }
        for (int i = MOST; i < 100; i++) {
            assertTrue(files.find(file(i)).isEmpty());
        }
    }

    private static void assertWorks(CleanFiles files, int most) {
        files.use("s3");
        files.remember(file(1), true);
        files.remember(file(2), false);
        assertTrue(files.find(file(1)).orElseThrow().archives());
        assertTrue(files.find(file(2)).isPresent());
        assertTrue(files.size() <= most);
    }

    private static int run(String... command) throws IOException, InterruptedException {
        return new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD).start().waitFor();
    }
}
