package org.palisade.scanserver.engine.clamd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.SocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.palisade.protocol.scan.Reason;
import org.palisade.protocol.scan.ScanStatus;
import org.palisade.protocol.scan.Verdict;
import org.palisade.scanserver.engine.Checkpoint;
import org.palisade.scanserver.engine.EngineContract;
import org.palisade.scanserver.engine.EngineUnavailableException;
import org.palisade.scanserver.engine.Scan;

/** Several daemons, each saying what the test wants. */
@Timeout(60)
class ClamdMembersTest {

    private static final byte[] SMALL = new byte[1000];
    private static final byte[] LARGE = new byte[KeptScan.MOST + 1];

    @TempDir
    private Path folder;
    private final AtomicLong now = new AtomicLong();
    private FakeClamd one;
    private FakeClamd other;

    @BeforeEach
    void start() throws IOException {
        one = new FakeClamd(folder.resolve("one"));
        other = new FakeClamd(folder.resolve("other"));
    }

    @AfterEach
    void stop() throws IOException {
        one.close();
        other.close();
    }

    private ClamdEngine engine(Optional<Path> databases, SocketAddress... members) throws EngineUnavailableException {
        ClamdEngine engine = new ClamdEngine(new ClamdConfig(List.of(members), 10 << 20, Duration.ofSeconds(20), 2, Duration.ofSeconds(20), databases, Duration.ofSeconds(600),
                SilentLimits.NOT_FULLY_SCANNED), now::get);
        engine.refresh();
        return engine;
    }

    private ClamdEngine both() throws EngineUnavailableException {
        return engine(Optional.empty(), one.address(), other.address());
    }

    private static Verdict judge(ClamdEngine engine, byte[] content) throws EngineUnavailableException {
        return EngineContract.judge(engine, content, 64 * 1024);
    }

    @Test
    void aSmallObjectWhoseDaemonIsLostIsSentToAnotherAtOnce() throws Exception {
        one.says(content -> FakeClamd.DROP);
        ClamdEngine engine = both();
        assertEquals(ScanStatus.CLEAN, judge(engine, SMALL).status());
        assertEquals(1, engine.figures().failedOver());
        assertEquals(1, other.scans());
    }

    @Test
    void anObjectThatFellsDaemonsIsTriedTwiceAndNotAtEveryOne() throws Exception {
        one.says(content -> FakeClamd.DROP);
        other.says(content -> FakeClamd.DROP);
        try (FakeClamd third = new FakeClamd(folder.resolve("third"))) {
            ClamdEngine engine = engine(Optional.empty(), one.address(), other.address(), third.address());
            assertThrows(EngineUnavailableException.class, () -> judge(engine, SMALL));
            assertEquals(0, third.scans());
        }
    }

    @Test
    void aLargeObjectWhoseDaemonIsLostMustBeAskedForAgainAndGoesToAnother() throws Exception {
        ClamdEngine engine = both();
        try (Scan scan = engine.open(LARGE.length, false, Checkpoint.NONE)) {
            EngineContract.feed(scan, LARGE, 0, 100_000, 100_000);
            one.close();
            assertThrows(EngineUnavailableException.class, () -> {
                EngineContract.feed(scan, LARGE, 100_000, LARGE.length, 50_000);
                scan.finish(EngineContract.digest(LARGE));
            });
        }
        assertEquals(1, engine.figures().well());
        assertEquals(ScanStatus.CLEAN, judge(engine, LARGE).status());
        assertEquals(1, other.scans());
    }

    @Test
    void aSessionThatItsDaemonEndedMeanwhileIsReplacedUnseen() throws Exception {
        ClamdEngine engine = engine(Optional.empty(), one.address());
        judge(engine, SMALL);
        assertEquals(1, engine.figures().idle());
        one.dropAll();
        assertEquals(ScanStatus.CLEAN, judge(engine, SMALL).status());
        assertEquals(ScanStatus.CLEAN, judge(engine, LARGE).status());
        assertEquals(0, engine.figures().failedOver());
    }

    @Test
    void noMoreSessionsAreKeptThanAllowedAndNoneForLong() throws Exception {
        ClamdEngine engine = engine(Optional.empty(), one.address());
        Scan[] scans = new Scan[5];
        for (int i = 0; i < scans.length; i++) {
            scans[i] = engine.open(LARGE.length, false, Checkpoint.NONE);
        }
        for (Scan scan : scans) {
            EngineContract.feed(scan, LARGE, 0, LARGE.length, 100_000);
            scan.finish(EngineContract.digest(LARGE));
            scan.close();
        }
        assertEquals(2, engine.figures().idle());
        now.addAndGet(Duration.ofSeconds(21).toNanos());
        engine.refresh();
        assertEquals(0, engine.figures().idle());
    }

    @Test
    void aVerdictIsLabelledByTheOlderOfTheVersionsBeforeAndAfter() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        one.version(() -> "ClamAV 1.4.6/" + (27500 + asked.get()) + "/x").says(content -> {
            asked.incrementAndGet();
            return "stream: OK";
        });
        ClamdEngine engine = engine(Optional.empty(), one.address());
        String before = engine.signatureSet();
        assertTrue(before.startsWith("clamav-1.4.6-27500"), before);
        assertEquals(before, judge(engine, SMALL).signatureSet());
        engine.refresh();
        assertTrue(engine.signatureSet().startsWith("clamav-1.4.6-27501"), engine.signatureSet());
        asked.set(0);
        one.says(content -> {
            asked.set(-7);
            return "stream: OK";
        });
        assertTrue(judge(engine, SMALL).signatureSet().startsWith("clamav-1.4.6-27493"));
    }

    @Test
    void daemonsOfDifferentVersionsShareNoLabelAndTheNewestNamesTheSet() throws Exception {
        other.version(() -> "ClamAV 1.4.6/27501/x").says(content -> FakeClamd.DROP);
        ClamdEngine engine = both();
        assertTrue(engine.signatureSet().startsWith("clamav-1.4.6-27501"), engine.signatureSet());
        assertTrue(judge(engine, SMALL).signatureSet().startsWith("clamav-1.4.6-27500"));
        other.close();
        engine.refresh();
        assertTrue(engine.signatureSet().startsWith("clamav-1.4.6-27500"), engine.signatureSet());
    }

    @Test
    void daemonsThatCannotNameTheirDatabasesShareNoLabelUnlessTheirFolderIsWatched() throws Exception {
        one.version(() -> "ClamAV 1.4.6");
        other.version(() -> "ClamAV 1.4.6");
        String first = engine(Optional.empty(), one.address()).signatureSet();
        String second = engine(Optional.empty(), other.address()).signatureSet();
        assertNotEquals(first, second);
        Optional<Path> databases = Optional.of(Files.createDirectory(folder.resolve("db")));
        assertEquals(engine(databases, one.address()).signatureSet(), engine(databases, other.address()).signatureSet());
    }

    @Test
    void aChangeInTheDatabaseFolderVoidsTheLabelAtOnceAndAgainWhenAllMustHaveLoadedIt() throws Exception {
        Path databases = Files.createDirectory(folder.resolve("db"));
        ClamdEngine engine = engine(Optional.of(databases), one.address());
        String before = engine.signatureSet();
        engine.refresh();
        assertEquals(before, engine.signatureSet());
        Files.writeString(databases.resolve("new.ndb"), "x");
        engine.refresh();
        String during = engine.signatureSet();
        assertNotEquals(before, during);
        assertEquals(during, judge(engine, SMALL).signatureSet());
        now.addAndGet(Duration.ofSeconds(601).toNanos());
        engine.refresh();
        assertNotEquals(during, engine.signatureSet());
        assertNotEquals(before, engine.signatureSet());
        assertFalse(engine.signatureSet().length() > 64);
    }

    @Test
    void aDaemonThatComesBackIsAskedAgain() throws Exception {
        ClamdEngine engine = both();
        one.close();
        engine.refresh();
        assertEquals(1, engine.figures().well());
        Files.delete(folder.resolve("one"));
        one = new FakeClamd(folder.resolve("one"));
        engine.refresh();
        assertEquals(2, engine.figures().well());
        one.close();
        other.close();
        assertThrows(EngineUnavailableException.class, engine::refresh);
        assertThrows(EngineUnavailableException.class, () -> engine.open(1000, false, Checkpoint.NONE));
    }

    @Test
    void scansUnderWaySpreadOverTheDaemons() throws Exception {
        ClamdEngine engine = both();
        Scan[] scans = new Scan[6];
        for (int i = 0; i < scans.length; i++) {
            scans[i] = engine.open(LARGE.length, false, Checkpoint.NONE);
        }
        for (Scan scan : scans) {
            EngineContract.feed(scan, LARGE, 0, LARGE.length, 100_000);
            assertEquals(ScanStatus.CLEAN, scan.finish(EngineContract.digest(LARGE)).status());
            scan.close();
        }
        assertEquals(3, one.scans());
        assertEquals(3, other.scans());
    }

    @Test
    void whatTheDaemonDoesNotTakeIsALimit() throws Exception {
        one.says(content -> "INSTREAM size limit exceeded. ERROR");
        ClamdEngine engine = engine(Optional.empty(), one.address());
        assertEquals(Reason.ENGINE_LIMIT, judge(engine, SMALL).reason());
        one.says(content -> "stream: Something odd ERROR");
        assertThrows(EngineUnavailableException.class, () -> judge(engine, SMALL));
    }
}
