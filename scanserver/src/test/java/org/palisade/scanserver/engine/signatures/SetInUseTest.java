package org.palisade.scanserver.engine.signatures;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.palisade.scanserver.engine.signatures.SignatureStage.SAMPLE;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.palisade.protocol.scan.Verdict;
import org.palisade.scanserver.engine.Checkpoint;
import org.palisade.scanserver.engine.EngineContract;
import org.palisade.scanserver.engine.Scan;

/** Which set of signatures the engine uses, from when and until when. */
class SetInUseTest {

    @TempDir
    private Path folder;
    private SignatureStage stage;

    @BeforeEach
    void start() throws IOException {
        stage = new SignatureStage(folder);
    }

    @Test
    void withoutFilesTheSetIsTheBuiltInOne() {
        assertEquals("builtin-2", stage.engine.signatureSet());
    }

    @Test
    void anotherSetIsUsedOnceItsFilesStandStill() throws IOException {
        Files.writeString(folder.resolve("a.hdb"), Sets.hex(Algorithm.MD5, SAMPLE) + ":*:Test.New:73\n");
        stage.engine.refresh();
        assertEquals("builtin-2", stage.engine.signatureSet());
        stage.engine.refresh();
        String first = stage.engine.signatureSet();
        assertNotEquals("builtin-2", first);
        assertEquals("Test.New", stage.threatIn(SAMPLE));
        Files.writeString(folder.resolve("b.ndb"), "Other:0:*:aabbccddee\n");
        stage.engine.refresh();
        stage.engine.refresh();
        assertNotEquals(first, stage.engine.signatureSet());
        Files.delete(folder.resolve("b.ndb"));
        stage.engine.refresh();
        stage.engine.refresh();
        assertEquals(first, stage.engine.signatureSet());
    }

    @Test
    void aFolderThatLosesAllItsSignaturesLeavesTheSetInUse() throws IOException {
        stage.load("a.hdb", Sets.hex(Algorithm.MD5, SAMPLE) + ":*:Test.Kept:73");
        String set = stage.engine.signatureSet();
        Files.delete(folder.resolve("a.hdb"));
        stage.engine.refresh();
        for (int i = 0; i < 3; i++) {
            stage.engine.refresh();
            assertTrue(stage.engine.signaturesMissing());
            assertEquals(set, stage.engine.signatureSet());
            assertEquals("Test.Kept", stage.threatIn(SAMPLE));
        }
        Files.delete(folder);
        stage.engine.refresh();
        stage.engine.refresh();
        assertEquals(set, stage.engine.signatureSet());
        Files.createDirectory(folder);
        Files.writeString(folder.resolve("b.hdb"), Sets.hex(Algorithm.MD5, SAMPLE) + ":*:Test.Back:73\n");
        stage.engine.refresh();
        stage.engine.refresh();
        assertFalse(stage.engine.signaturesMissing());
        assertEquals("Test.Back", stage.threatIn(SAMPLE));
    }

    @Test
    void aSetThatCouldNotBeLoadedIsTriedAgain() throws IOException {
        Path link = Files.createSymbolicLink(folder.resolve("a.hdb"), Path.of("/proc/self/mem"));
        FileTime time = Files.getLastModifiedTime(link);
        stage.engine.refresh();
        stage.engine.refresh();
        assertEquals("builtin-2", stage.engine.signatureSet());
        // The same name, size and time, but now it can be read.
        Files.delete(link);
        Files.setLastModifiedTime(Files.createFile(link), time);
        stage.engine.refresh();
        assertNotEquals("builtin-2", stage.engine.signatureSet());
    }

    @Test
    void theSameFilesAreTheSameSet() throws IOException {
        stage.load("a.ndb", "One:0:*:aabbccdd");
        String first = stage.engine.signatureSet();
        stage.load("a.ndb", "One:0:*:aabbccdd");
        assertEquals(first, stage.engine.signatureSet());
    }

    @Test
    void aScanUnderWayEndsUnderTheSetItBeganWith() throws IOException {
        String before = stage.engine.signatureSet();
        try (Scan scan = stage.engine.open(SAMPLE.length, true, Checkpoint.NONE)) {
            EngineContract.feed(scan, SAMPLE, 0, 10, 10);
            Files.writeString(folder.resolve("a.hdb"), Sets.hex(Algorithm.MD5, SAMPLE) + ":" + SAMPLE.length + ":New\n");
            stage.engine.refresh();
            stage.engine.refresh();
            assertNotEquals(before, stage.engine.signatureSet());
            EngineContract.feed(scan, SAMPLE, 10, SAMPLE.length, 10);
            assertEquals(Verdict.clean("signatures", before), scan.finish(EngineContract.digest(SAMPLE)));
        }
        assertEquals("New", stage.threatIn(SAMPLE));
    }
}
