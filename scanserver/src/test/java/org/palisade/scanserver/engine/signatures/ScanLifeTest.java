package org.palisade.scanserver.engine.signatures;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.palisade.scanserver.engine.EngineContract.judge;
import static org.palisade.scanserver.engine.signatures.SignatureStage.SAMPLE;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.palisade.protocol.scan.ScanStatus;
import org.palisade.scanserver.engine.Checkpoint;
import org.palisade.scanserver.engine.EngineContract;
import org.palisade.scanserver.engine.Scan;
import org.palisade.scanserver.engine.ScanOverException;

/** One scan from its opening to its end, whatever ends it. */
class ScanLifeTest {

    @TempDir
    private Path folder;
    private SignatureStage stage;

    @BeforeEach
    void start() throws IOException {
        stage = new SignatureStage(folder);
    }

    @Test
    void anArchiveIsHeavyWorkAndATextIsNot() throws IOException {
        byte[] zip = Sets.zip("a", new byte[100]);
        try (Scan scan = stage.engine.open(zip.length, true, Checkpoint.NONE)) {
            EngineContract.feed(scan, zip, 0, zip.length, 10);
            assertTrue(scan.heavy());
        }
        try (Scan scan = stage.engine.open(zip.length, false, Checkpoint.NONE)) {
            EngineContract.feed(scan, zip, 0, zip.length, 10);
            assertFalse(scan.heavy());
        }
        try (Scan scan = stage.engine.open(17 << 20, false, Checkpoint.NONE)) {
            assertTrue(scan.heavy());
        }
    }

    @Test
    void aScanThatIsOverStopsAtTheNextCheckpoint() throws IOException {
        byte[] large = new byte[1 << 20];
        AtomicInteger passes = new AtomicInteger();
        try (Scan scan = stage.engine.open(large.length, true, () -> {
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
        Scan scan = stage.engine.open(10, true, Checkpoint.NONE);
        scan.close();
        assertThrows(ScanOverException.class, () -> scan.feed(ByteBuffer.allocate(1)));
        assertThrows(ScanOverException.class, () -> scan.finish(EngineContract.digest(new byte[10])));
    }

    @Test
    void aFaultCostsTheScanItHappensInAndNothingElse() throws IOException {
        byte[] zip = Sets.zip("a", Sets.noise(300_000));
        for (Error fault : new Error[] {new OutOfMemoryError("for a test"), new StackOverflowError("for a test")}) {
            for (int at : new int[] {1, 8, 12}) {
                AtomicInteger passes = new AtomicInteger();
                try (Scan scan = stage.engine.open(zip.length, true, () -> {
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
        assertEquals(ScanStatus.CLEAN, judge(stage.engine, zip, 50_000, true).status());
    }

    @Test
    void closingFromAnotherThreadEndsTheScanAtItsNextStep() throws Exception {
        byte[] large = Sets.noise(1 << 20);
        byte[] zip = Sets.zip("a", large, "b", large);
        CountDownLatch inside = new CountDownLatch(1);
        CountDownLatch closed = new CountDownLatch(1);
        Scan scan = stage.engine.open(zip.length, true, () -> {
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
    void anObjectThatEndedEarlyIsNotTakenForTheWholeOne() throws IOException {
        stage.load("a.hdb", Sets.hex(Algorithm.MD5, Arrays.copyOf(SAMPLE, 20)) + ":" + SAMPLE.length + ":Wrong");
        try (Scan scan = stage.engine.open(SAMPLE.length, true, Checkpoint.NONE)) {
            EngineContract.feed(scan, SAMPLE, 0, 20, 20);
            assertEquals("", scan.finish(EngineContract.digest(Arrays.copyOf(SAMPLE, 20))).threat());
        }
    }

    @Test
    void onlyAContainerThatIsOpenedHasParts() throws IOException {
        byte[] zip = Sets.zip("a", SAMPLE);
        assertTrue(hasParts(zip, true));
        assertFalse(hasParts(zip, false));
        assertFalse(hasParts(SAMPLE, true));
    }

    private boolean hasParts(byte[] content, boolean archives) throws IOException {
        try (Scan scan = stage.engine.open(content.length, archives, Checkpoint.NONE)) {
            EngineContract.feed(scan, content, 0, content.length, 100);
            scan.finish(EngineContract.digest(content));
            return scan.parts();
        }
    }
}
