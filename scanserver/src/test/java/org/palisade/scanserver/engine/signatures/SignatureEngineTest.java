package org.palisade.scanserver.engine.signatures;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.palisade.scanserver.engine.EngineContract.judge;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.palisade.protocol.scan.Reason;
import org.palisade.protocol.scan.ScanStatus;
import org.palisade.protocol.scan.Verdict;
import org.palisade.scanserver.engine.Engine;
import org.palisade.scanserver.engine.EngineContract;

class SignatureEngineTest implements EngineContract {

    private static final byte[] SAMPLE = "forty bytes or so of a sample for the hash".getBytes(StandardCharsets.US_ASCII);

    @TempDir
    private Path folder;
    private SignatureEngine engine;

    @BeforeEach
    void start() throws IOException {
        engine = new SignatureEngine(new SignaturesConfig(folder));
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
        engine = new SignatureEngine(new SignaturesConfig(folder));
    }

    private String threatIn(byte[] content) throws IOException {
        return judge(engine, content, 5).threat();
    }

    private static String hash(HashSignatures.Algorithm algorithm, byte[] content) {
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
        assertEquals("builtin-1", engine.signatureSet());
    }

    @Test
    void aHashOfAnyKindIsFoundAtItsSizeOnly() throws IOException {
        int size = SAMPLE.length;
        for (HashSignatures.Algorithm algorithm : HashSignatures.Algorithm.values()) {
            load("a.hsb", hash(algorithm, SAMPLE) + ":" + size + ":Test.Hash", "# a remark", "");
            assertEquals("Test.Hash", threatIn(SAMPLE));
            load("a.hsb", hash(algorithm, SAMPLE) + ":" + (size + 1) + ":Test.Hash");
            assertEquals("", threatIn(SAMPLE));
            load("a.hsb", hash(algorithm, SAMPLE) + ":*:Test.AnySize:73");
            assertEquals("Test.AnySize", threatIn(SAMPLE));
        }
        load("b.hdb", hash(HashSignatures.Algorithm.MD5, SAMPLE) + ":" + size + ":Test.Md5");
        assertEquals(ScanStatus.INFECTED, judge(engine, SAMPLE, 3).status());
    }

    @Test
    void whatCannotBeUsedIsSkippedAndTheRestStands() throws IOException {
        load("a.ndb", "Bad.Line", "Bad.Hex:0:*:zz", "Bad.Odd:0:*:abc", "Neg:0:*:aabb!(cc)dd", "Bound:0:*:aabbccdd(B)", "Ep:1:EP+0:aabbccdd", "T3:3:*:aabbccdd",
                "Short:0:*:aa??bb", "Bad Name:0:*:aabbccdd", "Lead:0:*:*aabbccdd", "Trail:0:*:aabbccdd*", "Good:0:*:" + HexFormat.of().formatHex(SAMPLE));
        Files.write(folder.resolve("b.ldb"), java.util.List.of("Some;Engine:51-255,Target:0;0;aabb"));
        assertEquals("Good", threatIn(SAMPLE));
        assertEquals(5, new SignatureLoader(folder).load().bodies().bodies());
    }

    @Test
    void anotherSetIsUsedOnceItsFilesStandStill() throws IOException {
        Files.writeString(folder.resolve("a.hdb"), hash(HashSignatures.Algorithm.MD5, SAMPLE) + ":*:Test.New\n");
        engine.refresh();
        assertEquals("builtin-1", engine.signatureSet());
        engine.refresh();
        String first = engine.signatureSet();
        assertNotEquals("builtin-1", first);
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
        load("a.hdb", hash(HashSignatures.Algorithm.MD5, SAMPLE) + ":*:Test.Kept");
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
        Files.writeString(folder.resolve("b.hdb"), hash(HashSignatures.Algorithm.MD5, SAMPLE) + ":*:Test.Back\n");
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
        assertEquals("builtin-1", engine.signatureSet());
        // The same name, size and time, but now it can be read.
        Files.delete(link);
        Files.setLastModifiedTime(Files.createFile(link), time);
        engine.refresh();
        assertNotEquals("builtin-1", engine.signatureSet());
    }

    @Test
    void theSameFilesAreTheSameSet() throws IOException {
        load("a.ndb", "One:0:*:aabbccdd");
        String first = engine.signatureSet();
        load("a.ndb", "One:0:*:aabbccdd");
        assertEquals(first, engine.signatureSet());
    }

    @Test
    void anArchiveThatWasToBeOpenedIsNotCalledClean() throws IOException {
        byte[] zip = Arrays.copyOf(new byte[] {'P', 'K', 3, 4}, 100);
        assertEquals(Verdict.notFullyScanned(Reason.ARCHIVE_NOT_OPENED, "signatures", "builtin-1"), judge(engine, zip, 50, true));
        assertEquals(ScanStatus.CLEAN, judge(engine, zip, 50, false).status());
        load("a.ndb", "In.Head:0:*:504b0304");
        assertEquals(ScanStatus.INFECTED, judge(engine, zip, 50, true).status());
    }
}
