package org.palisade.agent.gap;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Half-written, damaged and missing files cost what stood there, and nothing else. */
class GapDamageTest {

    private static final int FILES = 6;

    @TempDir
    Path home;

    @Test
    void aFlippedByteCostsItsRecordOnly() throws IOException {
        byte[] whole = written("log");
        for (int at = 0; at < whole.length; at++) {
            byte[] flipped = whole.clone();
            flipped[at] ^= (byte) (1 << at % 8);
            assertEquals(new Found(FILES - 1, 1), found(flipped, "000000000001.log"), "byte " + at);
        }
        assertEquals(new Found(FILES, 0), found(whole, "000000000001.log"));
    }

    @Test
    void aFlippedByteInTheBaseCostsItsRecordOnly() throws IOException {
        byte[] whole = written("base");
        int totals = whole.length - written("log").length;
        for (int at = 0; at < whole.length; at++) {
            byte[] flipped = whole.clone();
            flipped[at] ^= (byte) (1 << at % 8);
            assertEquals(new Found(at < totals ? FILES : FILES - 1, 1), found(flipped, "000000000002.base"), "byte " + at);
        }
    }

    @Test
    void aLogCutAnywhereKeepsEveryWholeRecord() throws IOException {
        byte[] whole = written("log");
        int record = whole.length / FILES;
        assertEquals(whole.length, record * FILES);
        for (int length = 0; length <= whole.length; length++) {
            byte[] cut = Arrays.copyOf(whole, length);
            assertEquals(new Found(length / record, length % record == 0 ? 0 : 1), found(cut, "000000000001.log"), "length " + length);
        }
    }

    @Test
    void afterADamageEverythingGoesOn() throws IOException {
        byte[] whole = written("log");
        GapStage stage = new GapStage(Files.createDirectory(home.resolve("damaged")));
        Files.write(stage.folder.resolve("000000000001.log"), Arrays.copyOf(whole, whole.length - 5));
        GapLedger ledger = stage.open();
        assertEquals(1, ledger.totals().damaged());
        ledger.happened(GapStage.seen(77), Happening.LET_THROUGH, Why.NO_SVM);
        GapLedger next = stage.open();
        assertEquals(FILES, next.open());
        assertEquals(1, next.totals().damaged());
    }

    @Test
    void afterAKillInTheMiddleOfRewritingNothingIsMissing() throws IOException {
        GapStage stage = new GapStage(home.resolve("gaps"));
        GapLedger ledger = stage.open();
        for (int i = 0; i < 3; i++) {
            ledger.happened(GapStage.seen(i), Happening.LET_THROUGH, Why.NO_SVM);
        }
        ledger.close();
        // The next log was begun, its base is half written and has no name yet.
        Files.write(stage.folder.resolve("000000000002.new"), new byte[20]);
        Files.createFile(stage.folder.resolve("000000000002.log"));
        assertEquals(3, stage.open().open());
        assertEquals(3, stage.open().open());
        try (Stream<Path> files = Files.list(stage.folder)) {
            assertEquals(1, files.filter(file -> file.toString().endsWith(".base")).count());
        }
    }

    @Test
    void aFolderThatCannotBeUsedStopsNobodyAndIsTriedAgain() throws IOException {
        Path blocked = Files.createFile(home.resolve("gaps"));
        GapStage stage = new GapStage(blocked);
        GapLedger ledger = stage.open();
        ledger.happened(GapStage.seen(1), Happening.LET_THROUGH, Why.NO_SVM);
        assertEquals(1, ledger.open());
        assertEquals(1, ledger.unrecorded());
        Files.delete(blocked);
        ledger.upkeep(told -> { });
        ledger.happened(GapStage.seen(2), Happening.LET_THROUGH, Why.NO_SVM);
        GapLedger next = stage.open();
        assertEquals(2, next.open());
        assertEquals(1, next.unrecorded());
    }

    /** What reading a file gave. */
    private record Found(int files, long damaged) {
    }

    private Found found(byte[] content, String name) throws IOException {
        Path folder = Files.createDirectories(home.resolve("found"));
        Files.write(folder.resolve(name), content);
        Replay replay = new Replay();
        long damaged = new GapLog(folder).replay(payload -> Form.read(payload, replay));
        return new Found(replay.end().size(), damaged);
    }

    /** The log of a ledger with some files, or the base after one more start. */
    private byte[] written(String what) throws IOException {
        GapStage stage = new GapStage(home.resolve("whole-" + what));
        GapLedger ledger = stage.open();
        for (int i = 0; i < FILES; i++) {
            ledger.happened(GapStage.seen(i), Happening.LET_THROUGH, Why.NO_SVM);
        }
        ledger.close();
        if (what.equals("base")) {
            stage.open().close();
            return Files.readAllBytes(stage.folder.resolve("000000000002.base"));
        }
        return Files.readAllBytes(stage.folder.resolve("000000000001.log"));
    }
}
