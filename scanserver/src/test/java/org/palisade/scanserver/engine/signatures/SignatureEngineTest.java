package org.palisade.scanserver.engine.signatures;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.palisade.scanserver.engine.EngineContract.judge;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.palisade.protocol.scan.Reason;
import org.palisade.protocol.scan.ScanStatus;
import org.palisade.protocol.scan.Verdict;
import org.palisade.scanserver.engine.Checkpoint;
import org.palisade.scanserver.engine.Engine;
import org.palisade.scanserver.engine.EngineContract;
import org.palisade.scanserver.engine.Scan;
import org.palisade.scanserver.engine.ScanOverException;
import org.palisade.scanserver.engine.container.ContainerConfig;

class SignatureEngineTest implements EngineContract {

    private static final byte[] SAMPLE = "forty bytes or so of a sample for the hash".getBytes(StandardCharsets.US_ASCII);

    @TempDir
    private Path folder;
    private SignatureEngine engine;

    @BeforeEach
    void start() throws IOException {
        engine = Sets.engine(folder);
    }

    @Override
    public Engine engine() {
        return engine;
    }

    @Override
    public byte[] threat() {
        return Eicars.file();
    }

    @Override
    public String threatName() {
        return "Eicar-Test-Signature";
    }

    private void load(String file, String... lines) throws IOException {
        Files.write(folder.resolve(file), Arrays.asList(lines));
        engine = Sets.engine(folder);
    }

    private String threatIn(byte[] content) throws IOException {
        return judge(engine, content, 5).threat();
    }

    private static String hash(Algorithm algorithm, byte[] content) {
        return HexFormat.of().formatHex(algorithm.computation().digest(content));
    }

    @Test
    void theTestFileMayEndInWhiteSpaceUpTo128Bytes() throws IOException {
        assertEquals(threatName(), threatIn(Eicars.file("\r\n\t \u001a")));
        assertEquals(threatName(), threatIn(Eicars.file(" ".repeat(60))));
        assertEquals("", threatIn(Eicars.file(" ".repeat(61))));
        assertEquals("", threatIn(Eicars.file("x")));
        assertEquals("", threatIn(Arrays.copyOf(Eicars.file(), 67)));
    }

    @Test
    void withoutFilesTheSetIsTheBuiltInOne() {
        assertEquals("builtin-2", engine.signatureSet());
    }

    @Test
    void aHashOfAnyKindIsFoundAtItsSizeOnly() throws IOException {
        int size = SAMPLE.length;
        for (Algorithm algorithm : Algorithm.values()) {
            load("a.hsb", hash(algorithm, SAMPLE) + ":" + size + ":Test.Hash", "# a remark", "");
            assertEquals("Test.Hash", threatIn(SAMPLE));
            load("a.hsb", hash(algorithm, SAMPLE) + ":" + (size + 1) + ":Test.Hash");
            assertEquals("", threatIn(SAMPLE));
            load("a.hsb", hash(algorithm, SAMPLE) + ":*:Test.AnySize:73");
            assertEquals("Test.AnySize", threatIn(SAMPLE));
        }
        load("b.hdb", hash(Algorithm.MD5, SAMPLE) + ":" + size + ":Test.Md5");
        assertEquals(ScanStatus.INFECTED, judge(engine, SAMPLE, 3).status());
    }

    @Test
    void anotherSetIsUsedOnceItsFilesStandStill() throws IOException {
        Files.writeString(folder.resolve("a.hdb"), hash(Algorithm.MD5, SAMPLE) + ":*:Test.New:73\n");
        engine.refresh();
        assertEquals("builtin-2", engine.signatureSet());
        engine.refresh();
        String first = engine.signatureSet();
        assertNotEquals("builtin-2", first);
        assertEquals("Test.New", threatIn(SAMPLE));
        Files.writeString(folder.resolve("b.ndb"), "Other:0:*:aabbccddee\n");
        engine.refresh();
        engine.refresh();
        assertNotEquals(first, engine.signatureSet());
        Files.delete(folder.resolve("b.ndb"));
        engine.refresh();
        engine.refresh();
        assertEquals(first, engine.signatureSet());
    }

    @Test
    void aFolderThatLosesAllItsSignaturesLeavesTheSetInUse() throws IOException {
        load("a.hdb", hash(Algorithm.MD5, SAMPLE) + ":*:Test.Kept:73");
        String set = engine.signatureSet();
        Files.delete(folder.resolve("a.hdb"));
        engine.refresh();
        for (int i = 0; i < 3; i++) {
            engine.refresh();
            assertTrue(engine.signaturesMissing());
            assertEquals(set, engine.signatureSet());
            assertEquals("Test.Kept", threatIn(SAMPLE));
        }
        Files.delete(folder);
        engine.refresh();
        engine.refresh();
        assertEquals(set, engine.signatureSet());
        Files.createDirectory(folder);
        Files.writeString(folder.resolve("b.hdb"), hash(Algorithm.MD5, SAMPLE) + ":*:Test.Back:73\n");
        engine.refresh();
        engine.refresh();
        assertFalse(engine.signaturesMissing());
        assertEquals("Test.Back", threatIn(SAMPLE));
    }

    @Test
    void aSetThatCouldNotBeLoadedIsTriedAgain() throws IOException {
        Path link = Files.createSymbolicLink(folder.resolve("a.hdb"), Path.of("/proc/self/mem"));
        FileTime time = Files.getLastModifiedTime(link);
        engine.refresh();
        engine.refresh();
        assertEquals("builtin-2", engine.signatureSet());
        // The same name, size and time, but now it can be read.
        Files.delete(link);
        Files.setLastModifiedTime(Files.createFile(link), time);
        engine.refresh();
        assertNotEquals("builtin-2", engine.signatureSet());
    }

    @Test
    void theSameFilesAreTheSameSet() throws IOException {
        load("a.ndb", "One:0:*:aabbccdd");
        String first = engine.signatureSet();
        load("a.ndb", "One:0:*:aabbccdd");
        assertEquals(first, engine.signatureSet());
    }

    @Test
    void anArchiveThatIsDamagedIsNotCalledClean() throws IOException {
        byte[] zip = Arrays.copyOf(new byte[] {'P', 'K', 3, 4}, 100);
        assertEquals(ScanStatus.NOT_FULLY_SCANNED, judge(engine, zip, 50, true).status());
        assertEquals(ScanStatus.CLEAN, judge(engine, zip, 50, false).status());
        load("a.hdb", hash(Algorithm.MD5, zip) + ":100:Of.Archive");
        assertEquals(Verdict.infected("Of.Archive", "", "signatures", engine.signatureSet()), judge(engine, zip, 50, true));
    }

    @Test
    void theTestFileIsFoundInsideAnArchiveAndTheVerdictSaysWhere() throws IOException {
        byte[] zip = Sets.zip("docs/readme.txt", "nothing here".getBytes(StandardCharsets.US_ASCII), "docs/test.com", Eicars.file());
        assertEquals(Verdict.infected(threatName(), "docs/test.com", "signatures", "builtin-2"), judge(engine, zip, 7, true));
        byte[] nested = Sets.zip("inner.zip", zip);
        assertEquals("inner.zip/docs/test.com", judge(engine, nested, 1000, true).member());
        assertEquals(ScanStatus.CLEAN, judge(engine, nested, 1000, false).status());
        assertEquals(ScanStatus.CLEAN, judge(engine, Sets.zip("a", new byte[] {1, 2, 3}), 1000, true).status());
    }

    @Test
    void anArchiveIsHeavyWorkAndATextIsNot() throws IOException {
        byte[] zip = Sets.zip("a", new byte[100]);
        try (Scan scan = engine.open(zip.length, true, Checkpoint.NONE)) {
            EngineContract.feed(scan, zip, 0, zip.length, 10);
            assertTrue(scan.heavy());
        }
        try (Scan scan = engine.open(zip.length, false, Checkpoint.NONE)) {
            EngineContract.feed(scan, zip, 0, zip.length, 10);
            assertFalse(scan.heavy());
        }
        try (Scan scan = engine.open(17 << 20, false, Checkpoint.NONE)) {
            assertTrue(scan.heavy());
        }
    }

    @Test
    void aScanThatIsOverStopsAtTheNextCheckpoint() throws IOException {
        byte[] large = new byte[1 << 20];
        AtomicInteger passes = new AtomicInteger();
        try (Scan scan = engine.open(large.length, true, () -> {
            if (passes.incrementAndGet() == 3) {
                throw new ScanOverException();
            }
        })) {
            assertThrows(ScanOverException.class, () -> scan.feed(ByteBuffer.wrap(large)));
            assertEquals(3, passes.get());
        }
    }

    @Test
    void aClosedScanTakesNothingMore() throws IOException {
        Scan scan = engine.open(10, true, Checkpoint.NONE);
        scan.close();
        assertThrows(ScanOverException.class, () -> scan.feed(ByteBuffer.allocate(1)));
        assertThrows(ScanOverException.class, () -> scan.finish(EngineContract.digest(new byte[10])));
    }

    @Test
    void bytesOutsideTheHeapAreTakenAsWell() throws IOException {
        byte[] file = Eicars.file();
        ByteBuffer direct = ByteBuffer.allocateDirect(file.length).put(file).flip();
        try (Scan scan = engine.open(file.length, true, Checkpoint.NONE)) {
            scan.feed(direct.asReadOnlyBuffer());
            assertEquals(threatName(), scan.finish(EngineContract.digest(file)).threat());
        }
    }

    @Test
    void whatCannotBeKeptIsMatchedButItsInsideIsNotCalledClean() throws IOException {
        ContainerConfig limits = ContainerConfig.defaults(folder.resolve("spool"));
        engine = new SignatureEngine(SignaturesConfig.defaults(folder), new ContainerConfig(limits.depth(), limits.ratio(), limits.count(), limits.totalSize(),
                limits.memberSize(), limits.time(), limits.decoderMemory(), limits.folder(), 1000, 1000, 1000));
        byte[] zip = Sets.zip("a", Sets.noise(200_000));
        assertEquals(Verdict.notFullyScanned(Reason.ENGINE_LIMIT, "signatures", "builtin-2"), judge(engine, zip, 50_000, true));
        Files.writeString(folder.resolve("a.hdb"), hash(Algorithm.MD5, zip) + ":" + zip.length + ":Of.Archive\n");
        engine.refresh();
        engine.refresh();
        assertEquals("Of.Archive", judge(engine, zip, 50_000, true).threat());
    }

    @Test
    void aFaultCostsTheScanItHappensInAndNothingElse() throws IOException {
        byte[] zip = Sets.zip("a", Sets.noise(300_000));
        for (Error fault : new Error[] {new OutOfMemoryError("for a test"), new StackOverflowError("for a test")}) {
            for (int at : new int[] {1, 8, 12}) {
                AtomicInteger passes = new AtomicInteger();
                try (Scan scan = engine.open(zip.length, true, () -> {
                    if (passes.incrementAndGet() == at) {
                        throw fault;
                    }
                })) {
                    for (int i = 0; i < zip.length && scan.wanting(); i += 50_000) {
                        EngineContract.feed(scan, zip, i, Math.min(zip.length, i + 50_000), 50_000);
                    }
                    assertEquals(ScanStatus.NOT_FULLY_SCANNED, scan.finish(EngineContract.digest(zip)).status(), "at " + at);
                }
            }
        }
        assertEquals(ScanStatus.CLEAN, judge(engine, zip, 50_000, true).status());
    }

    @Test
    void closingFromAnotherThreadEndsTheScanAtItsNextStep() throws Exception {
        byte[] large = Sets.noise(1 << 20);
        byte[] zip = Sets.zip("a", large, "b", large);
        CountDownLatch inside = new CountDownLatch(1);
        CountDownLatch closed = new CountDownLatch(1);
        Scan scan = engine.open(zip.length, true, () -> {
            inside.countDown();
            try {
                assertTrue(closed.await(20, TimeUnit.SECONDS));
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        FutureTask<ScanOverException> feeding = new FutureTask<>(() -> assertThrows(ScanOverException.class, () -> {
            scan.feed(ByteBuffer.wrap(zip));
            scan.finish(EngineContract.digest(zip));
        }));
        new Thread(feeding).start();
        assertTrue(inside.await(20, TimeUnit.SECONDS));
        scan.close();
        closed.countDown();
        feeding.get(20, TimeUnit.SECONDS);
        scan.close();
    }

    @Test
    void aScanUnderWayEndsUnderTheSetItBeganWith() throws IOException {
        String before = engine.signatureSet();
        try (Scan scan = engine.open(SAMPLE.length, true, Checkpoint.NONE)) {
            EngineContract.feed(scan, SAMPLE, 0, 10, 10);
            Files.writeString(folder.resolve("a.hdb"), hash(Algorithm.MD5, SAMPLE) + ":" + SAMPLE.length + ":New\n");
            engine.refresh();
            engine.refresh();
            assertNotEquals(before, engine.signatureSet());
            EngineContract.feed(scan, SAMPLE, 10, SAMPLE.length, 10);
            assertEquals(Verdict.clean("signatures", before), scan.finish(EngineContract.digest(SAMPLE)));
        }
        assertEquals("New", threatIn(SAMPLE));
    }

    @Test
    void anObjectThatEndedEarlyIsNotTakenForTheWholeOne() throws IOException {
        load("a.hdb", hash(Algorithm.MD5, Arrays.copyOf(SAMPLE, 20)) + ":" + SAMPLE.length + ":Wrong");
        try (Scan scan = engine.open(SAMPLE.length, true, Checkpoint.NONE)) {
            EngineContract.feed(scan, SAMPLE, 0, 20, 20);
            assertEquals("", scan.finish(EngineContract.digest(Arrays.copyOf(SAMPLE, 20))).threat());
        }
    }

    @Test
    void anAllowedMemberDoesNotExcuseWhatLiesInAProgramBehindIt() throws IOException {
        byte[] good = "a file that everybody knows to be good".getBytes(StandardCharsets.US_ASCII);
        Files.write(folder.resolve("good.fp"), Arrays.asList(Sets.line(Algorithm.SHA256, good, "Good")));
        load("bad.hdb", Sets.line(Algorithm.MD5, SAMPLE, "Bad"));
        byte[] program = Arrays.copyOf(new byte[] {'M', 'Z'}, 512);
        program[60] = 64;
        System.arraycopy(new byte[] {'P', 'E', 0, 0}, 0, program, 64, 4);
        byte[] archive = Sets.zip("bad", SAMPLE);
        byte[] both = Arrays.copyOf(program, program.length + archive.length);
        System.arraycopy(archive, 0, both, program.length, archive.length);
        Verdict verdict = judge(engine, Sets.zip("a.zip", Sets.zip("good", good), "b.exe", both), 1000, true);
        assertEquals("Bad", verdict.threat());
        assertEquals("b.exe/bad", verdict.member());
    }

    @Test
    void onlyAContainerThatIsOpenedHasParts() throws IOException {
        byte[] zip = Sets.zip("a", SAMPLE);
        assertTrue(hasParts(zip, true));
        assertFalse(hasParts(zip, false));
        assertFalse(hasParts(SAMPLE, true));
    }

    private boolean hasParts(byte[] content, boolean archives) throws IOException {
        try (Scan scan = engine.open(content.length, archives, Checkpoint.NONE)) {
            EngineContract.feed(scan, content, 0, content.length, 100);
            scan.finish(EngineContract.digest(content));
            return scan.parts();
        }
    }

    @Test
    void aProgramWhoseLinesBeginLikeAMailboxIsClean() throws IOException {
        byte[] program = "from one import two\n".repeat(100).getBytes(StandardCharsets.US_ASCII);
        assertEquals(Verdict.clean("signatures", "builtin-2"), judge(engine, program, 1000, true));
    }
}
