package org.palisade.scanserver.engine.signatures;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.palisade.scanserver.engine.EngineContract.judge;
import static org.palisade.scanserver.engine.signatures.SignatureStage.SAMPLE;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
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
import org.palisade.scanserver.engine.container.ContainerConfig;

/** What the engine finds, and what it says of it. */
class SignatureEngineTest implements EngineContract {

    @TempDir
    private Path folder;
    private SignatureStage stage;

    @BeforeEach
    void start() throws IOException {
        stage = new SignatureStage(folder);
    }

    @Override
    public Engine engine() {
        return stage.engine;
    }

    @Override
    public byte[] threat() {
        return Eicars.file();
    }

    @Override
    public String threatName() {
        return "Eicar-Test-Signature";
    }

    @Test
    void theTestFileMayEndInWhiteSpaceUpTo128Bytes() throws IOException {
        assertEquals(threatName(), stage.threatIn(Eicars.file("\r\n\t \u001a")));
        assertEquals(threatName(), stage.threatIn(Eicars.file(" ".repeat(60))));
        assertEquals("", stage.threatIn(Eicars.file(" ".repeat(61))));
        assertEquals("", stage.threatIn(Eicars.file("x")));
        assertEquals("", stage.threatIn(Arrays.copyOf(Eicars.file(), 67)));
    }

    @Test
    void aHashOfAnyKindIsFoundAtItsSizeOnly() throws IOException {
        int size = SAMPLE.length;
        for (Algorithm algorithm : Algorithm.values()) {
            stage.load("a.hsb", Sets.hex(algorithm, SAMPLE) + ":" + size + ":Test.Hash", "# a remark", "");
            assertEquals("Test.Hash", stage.threatIn(SAMPLE));
            stage.load("a.hsb", Sets.hex(algorithm, SAMPLE) + ":" + (size + 1) + ":Test.Hash");
            assertEquals("", stage.threatIn(SAMPLE));
            stage.load("a.hsb", Sets.hex(algorithm, SAMPLE) + ":*:Test.AnySize:73");
            assertEquals("Test.AnySize", stage.threatIn(SAMPLE));
        }
        stage.load("b.hdb", Sets.hex(Algorithm.MD5, SAMPLE) + ":" + size + ":Test.Md5");
        assertEquals(ScanStatus.INFECTED, judge(stage.engine, SAMPLE, 3).status());
    }

    @Test
    void anArchiveThatIsDamagedIsNotCalledClean() throws IOException {
        byte[] zip = Arrays.copyOf(new byte[] {'P', 'K', 3, 4}, 100);
        assertEquals(ScanStatus.NOT_FULLY_SCANNED, judge(stage.engine, zip, 50, true).status());
        assertEquals(ScanStatus.CLEAN, judge(stage.engine, zip, 50, false).status());
        stage.load("a.hdb", Sets.hex(Algorithm.MD5, zip) + ":100:Of.Archive");
        assertEquals(Verdict.infected("Of.Archive", "", "signatures", stage.engine.signatureSet()), judge(stage.engine, zip, 50, true));
    }

    @Test
    void theTestFileIsFoundInsideAnArchiveAndTheVerdictSaysWhere() throws IOException {
        byte[] zip = Sets.zip("docs/readme.txt", "nothing here".getBytes(StandardCharsets.US_ASCII), "docs/test.com", Eicars.file());
        assertEquals(Verdict.infected(threatName(), "docs/test.com", "signatures", "builtin-2"), judge(stage.engine, zip, 7, true));
        byte[] nested = Sets.zip("inner.zip", zip);
        assertEquals("inner.zip/docs/test.com", judge(stage.engine, nested, 1000, true).member());
        assertEquals(ScanStatus.CLEAN, judge(stage.engine, nested, 1000, false).status());
        assertEquals(ScanStatus.CLEAN, judge(stage.engine, Sets.zip("a", new byte[] {1, 2, 3}), 1000, true).status());
    }

    @Test
    void bytesOutsideTheHeapAreTakenAsWell() throws IOException {
        byte[] file = Eicars.file();
        ByteBuffer direct = ByteBuffer.allocateDirect(file.length).put(file).flip();
        try (Scan scan = stage.engine.open(file.length, true, Checkpoint.NONE)) {
            scan.feed(direct.asReadOnlyBuffer());
            assertEquals(threatName(), scan.finish(EngineContract.digest(file)).threat());
        }
    }

    @Test
    void whatCannotBeKeptIsMatchedButItsInsideIsNotCalledClean() throws IOException {
        ContainerConfig limits = ContainerConfig.defaults(folder.resolve("spool"));
        stage.engine = new SignatureEngine(SignaturesConfig.defaults(folder), new ContainerConfig(limits.depth(), limits.ratio(), limits.count(), limits.totalSize(),
                limits.memberSize(), limits.time(), limits.decoderMemory(), limits.folder(), 1000, 1000, 1000));
        byte[] zip = Sets.zip("a", Sets.noise(200_000));
        assertEquals(Verdict.notFullyScanned(Reason.ENGINE_LIMIT, "signatures", "builtin-2"), judge(stage.engine, zip, 50_000, true));
        Files.writeString(folder.resolve("a.hdb"), Sets.hex(Algorithm.MD5, zip) + ":" + zip.length + ":Of.Archive\n");
        stage.engine.refresh();
        stage.engine.refresh();
        assertEquals("Of.Archive", judge(stage.engine, zip, 50_000, true).threat());
    }

    @Test
    void anAllowedMemberDoesNotExcuseWhatLiesInAProgramBehindIt() throws IOException {
        byte[] good = "a file that everybody knows to be good".getBytes(StandardCharsets.US_ASCII);
        Files.write(folder.resolve("good.fp"), Arrays.asList(Sets.line(Algorithm.SHA256, good, "Good")));
        stage.load("bad.hdb", Sets.line(Algorithm.MD5, SAMPLE, "Bad"));
        byte[] program = Arrays.copyOf(new byte[] {'M', 'Z'}, 512);
        program[60] = 64;
        System.arraycopy(new byte[] {'P', 'E', 0, 0}, 0, program, 64, 4);
        byte[] archive = Sets.zip("bad", SAMPLE);
        byte[] both = Arrays.copyOf(program, program.length + archive.length);
        System.arraycopy(archive, 0, both, program.length, archive.length);
        Verdict verdict = judge(stage.engine, Sets.zip("a.zip", Sets.zip("good", good), "b.exe", both), 1000, true);
        assertEquals("Bad", verdict.threat());
        assertEquals("b.exe/bad", verdict.member());
    }

    @Test
    void aProgramWhoseLinesBeginLikeAMailboxIsClean() throws IOException {
        byte[] program = "from one import two\n".repeat(100).getBytes(StandardCharsets.US_ASCII);
        assertEquals(Verdict.clean("signatures", "builtin-2"), judge(stage.engine, program, 1000, true));
    }
}
