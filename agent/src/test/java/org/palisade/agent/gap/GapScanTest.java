package org.palisade.agent.gap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.palisade.agent.file.OpenFile;
import org.palisade.agent.file.RawPath;
import org.palisade.agent.scan.Outcome;
import org.palisade.protocol.scan.Reason;
import org.palisade.protocol.scan.Verdict;

class GapScanTest {

    @TempDir
    Path home;

    private final List<String> scanned = new ArrayList<>();
    private GapStage stage;
    private GapLedger ledger;
    private GapScan scan;
    private Verdict verdict = Verdict.clean("engine", "set");
    private boolean connected = true;

    @BeforeEach
    void open() {
        stage = new GapStage(home.resolve("gaps"));
        ledger = stage.open();
        scan = new GapScan(ledger, file -> {
            scanned.add(content(file));
            return CompletableFuture.completedFuture(new Outcome(verdict, Optional.empty(), false));
        }, (file, outcome) -> file.close(), () -> connected, device -> Optional.empty());
    }

    @Test
    void withoutAnSvmNothingIsTriedAndWithOneAllIs() throws Exception {
        for (int i = 0; i < 100; i++) {
            letThrough(write("file" + i, "content"));
        }
        connected = false;
        scan.round();
        assertEquals(100, ledger.open());
        connected = true;
        scan.round();
        assertEquals(0, ledger.open());
        assertEquals(new GapTotals(100, 100, 0, 0, 0), stage.open().totals());
    }

    @Test
    void aRenamedFileIsFoundByItsInodeAlsoIfAnotherHasItsNameNow() throws Exception {
        Path file = write("file", "original");
        needsHandles(file);
        letThrough(file);
        Files.createDirectory(home.resolve("else"));
        Files.move(file, home.resolve("else/where"));
        scan.round();
        write("other", "first");
        letThrough(home.resolve("other"));
        Files.move(home.resolve("other"), home.resolve("moved"));
        write("other", "impostor");
        scan.round();
        assertEquals(List.of("original", "first"), scanned);
        assertEquals(2, ledger.totals().clean());
    }

    @Test
    void ifTheInodeIsNoMoreTheFileThatHasTheNameNowIsScanned() throws Exception {
        Path file = write("file", "original");
        letThrough(file);
        Path next = write("next", "successor");
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
        scan.round();
        assertEquals(List.of("successor"), scanned);
        assertEquals(1, ledger.totals().clean());
    }

    @Test
    void aFileThatIsGoneOrNoFileAnyMoreIsClosedAsVanished() throws Exception {
        Path gone = write("gone", "x");
        Path folder = write("folder", "x");
        letThrough(gone);
        letThrough(folder);
        Files.delete(gone);
        Files.delete(folder);
        Files.createDirectory(folder);
        scan.round();
        assertEquals(List.of(), scanned);
        assertEquals(2, ledger.totals().vanished());
        assertEquals(2, stage.open().totals().vanished());
    }

    @Test
    void anInfectedFileIsClosedAsSuch() throws Exception {
        letThrough(write("file", "bad"));
        verdict = Verdict.infected("Test", "", "engine", "set");
        scan.round();
        assertEquals(1, ledger.totals().infected());
        assertEquals(0, ledger.open());
    }

    @Test
    void withoutAVerdictAFileStaysOpenAndIsTriedLater() throws Exception {
        letThrough(write("file", "content"));
        verdict = Verdict.error(Reason.BUSY);
        scan.round();
        scan.round();
        assertEquals(1, scanned.size());
        verdict = Verdict.notFullyScanned(Reason.ENCRYPTED, "engine", "set");
        stage.nanos += Backlog.SHORTEST;
        scan.round();
        assertEquals(2, scanned.size());
        assertEquals(1, ledger.open());
        verdict = Verdict.clean("engine", "set");
        stage.nanos += 2 * Backlog.SHORTEST;
        scan.round();
        assertEquals(0, ledger.open());
    }

    @Test
    void aPipeIsNotEntered() throws Exception {
        Path pipe = home.resolve("pipe");
        assertEquals(0, new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor());
        letThrough(pipe);
        assertEquals(0, ledger.open());
        assertEquals(0, ledger.unrecorded());
    }

    @Test
    void aFileThatCannotBeAskedForItsNameIsCounted() throws Exception {
        OpenFile file = OpenFile.open(RawPath.of(write("file", "x")));
        file.close();
        ledger.letThrough(file, Why.ERROR);
        assertEquals(1, ledger.unrecorded());
        assertEquals(1, stage.open().unrecorded());
    }

    private void letThrough(Path path) throws IOException {
        try (OpenFile file = OpenFile.open(RawPath.of(path))) {
            ledger.letThrough(file, Why.NO_SVM);
        }
    }

    private Path write(String name, String text) throws IOException {
        return Files.writeString(home.resolve(name), text);
    }

    private static void needsHandles(Path path) throws IOException {
        try (OpenFile file = OpenFile.open(RawPath.of(path)); OpenFile folder = OpenFile.open(RawPath.of(path.getParent()))) {
            byte[] handle = file.handle();
            Assumptions.assumeTrue(handle.length > 0, "this file system has no handles");
            OpenFile.byHandle(folder, handle).close();
        } catch (IOException e) {
            Assumptions.abort("files cannot be opened by handle here: " + e.getMessage());
        }
    }

    private static String content(OpenFile file) {
        ByteBuffer content = ByteBuffer.allocate(100);
        try {
            int got = file.read(0, content);
            assertTrue(got >= 0);
            return new String(content.array(), 0, got, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
