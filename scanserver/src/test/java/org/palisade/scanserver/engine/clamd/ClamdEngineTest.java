package org.palisade.scanserver.engine.clamd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.palisade.protocol.scan.Reason;
import org.palisade.protocol.scan.ScanStatus;
import org.palisade.protocol.scan.Verdict;
import org.palisade.scanserver.engine.Engine;
import org.palisade.scanserver.engine.EngineContract;
import org.palisade.scanserver.engine.EngineUnavailableException;
import org.palisade.scanserver.engine.Checkpoint;
import org.palisade.scanserver.engine.Scan;

/** Against a real daemon of its own, with a text database. */
@Timeout(120)
class ClamdEngineTest implements EngineContract {

    private static final Path DAEMON = Path.of("/usr/sbin/clamd");
    private static final byte[] THREAT = "a threat of some forty bytes, for the daemon".getBytes(StandardCharsets.US_ASCII);
    private static final int STREAM_LIMIT = 2 << 20;

    @TempDir
    private static Path folder;
    private static Process daemon;
    private static ClamdEngine engine;

    @BeforeAll
    static void start() throws IOException, InterruptedException {
        if (!Files.isExecutable(DAEMON)) {
            if (System.getenv("CI") != null) {
                fail("clamd is not installed (Debian package clamav-daemon)");
            }
            Assumptions.abort("clamd is not installed (Debian package clamav-daemon)");
        }
        Path database = Files.createDirectory(folder.resolve("db"));
        Files.writeString(database.resolve("test.ndb"), "Test.Daemon:0:*:" + HexFormat.of().formatHex(THREAT) + "\n"
                + "Heuristics.Limits.Exceeded.Test:0:*:" + HexFormat.of().formatHex("limits".repeat(3).getBytes(StandardCharsets.US_ASCII)) + "\n");
        Path settings = folder.resolve("clamd.conf");
        Files.write(settings, List.of("DatabaseDirectory " + database, "LocalSocket " + socket(), "Foreground yes", "StreamMaxLength " + STREAM_LIMIT,
                "AlertExceedsMax yes", "AlertEncrypted yes", "MaxThreads 4"));
        daemon = new ProcessBuilder(DAEMON.toString(), "-c", settings.toString()).redirectErrorStream(true)
                .redirectOutput(folder.resolve("clamd.log").toFile()).start();
        engine = engine(8 << 20);
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (!engine.answers()) {
            assertTrue(daemon.isAlive() && System.nanoTime() < end, () -> "clamd did not start: " + log());
            daemon.waitFor(50, TimeUnit.MILLISECONDS);
        }
        engine.refresh();
    }

    @AfterAll
    static void stop() throws InterruptedException {
        if (daemon != null) {
            daemon.destroyForcibly().waitFor();
        }
    }

    private static Path socket() {
        return folder.resolve("clamd.sock");
    }

    private static String log() {
        try {
            return Files.readString(folder.resolve("clamd.log"));
        } catch (IOException e) {
            return e.toString();
        }
    }

    private static ClamdEngine engine(long objectSize) {
        return new ClamdEngine(new ClamdConfig(UnixDomainSocketAddress.of(socket()), objectSize, Duration.ofSeconds(20)));
    }

    @Override
    public Engine engine() {
        return engine;
    }

    @Override
    public byte[] threat() {
        return THREAT;
    }

    @Override
    public String threatName() {
        return "Test.Daemon.UNOFFICIAL";
    }

    @Test
    void theVersionNamesTheSignatureSet() {
        assertTrue(engine.signatureSet().startsWith("clamav-1."), engine.signatureSet());
    }

    @Test
    void moreThanTheDaemonTakesIsALimitAndNotClean() throws EngineUnavailableException {
        byte[] large = new byte[STREAM_LIMIT * 2];
        assertEquals(Verdict.notFullyScanned(Reason.ENGINE_LIMIT, "clamd", engine.signatureSet()), EngineContract.judge(engine, large, 256 * 1024));
    }

    @Test
    void whatIsOverOurOwnLimitIsNotSent() throws EngineUnavailableException {
        ClamdEngine careful = engine(1000);
        careful.refresh();
        try (Scan scan = careful.open(1001, false, Checkpoint.NONE)) {
            assertEquals(false, scan.wanting());
            assertEquals(Reason.ENGINE_LIMIT, scan.finish(EngineContract.digest(new byte[0])).reason());
        }
    }

    @Test
    void aLimitThatTheDaemonTellsOfIsNotAThreat() throws EngineUnavailableException {
        byte[] content = ("xx" + "limits".repeat(3) + "xx").getBytes(StandardCharsets.US_ASCII);
        assertEquals(Verdict.notFullyScanned(Reason.ENGINE_LIMIT, "clamd", engine.signatureSet()), EngineContract.judge(engine, content, 5));
    }

    @Test
    void aDaemonThatIsNotThereIsSaidToBeUnavailable() {
        ClamdEngine nowhere = new ClamdEngine(new ClamdConfig(UnixDomainSocketAddress.of(folder.resolve("none")), 1000, Duration.ofSeconds(1)));
        assertThrows(EngineUnavailableException.class, nowhere::refresh);
        assertThrows(EngineUnavailableException.class, () -> nowhere.open(10, false, Checkpoint.NONE));
    }

    @Test
    void closingEndsAWaitInAnotherThread() throws Exception {
        for (int size : new int[] {10, KeptScan.MOST + 1}) {
            try (FakeClamd mute = new FakeClamd(folder.resolve("mute" + size)).says(content -> FakeClamd.NOTHING)) {
                ClamdEngine patient = new ClamdEngine(new ClamdConfig(mute.address(), 1 << 20, Duration.ofSeconds(60)));
                patient.refresh();
                Scan scan = patient.open(size, false, Checkpoint.NONE);
                FutureTask<EngineUnavailableException> waiting = new FutureTask<>(
                        () -> assertThrows(EngineUnavailableException.class, () -> scan.finish(EngineContract.digest(new byte[0]))));
                Thread thread = new Thread(waiting);
                thread.start();
                mute.awaitStream();
                scan.close();
                waiting.get(20, TimeUnit.SECONDS);
            }
        }
    }

    @Test
    void aDaemonThatTellsOfItsLimitsIsBelieved() throws Exception {
        assertEquals(0, engine.figures().silent());
        assertEquals(ScanStatus.CLEAN, EngineContract.judge(engine, zip("harmless"), 64).status());
    }

    @Test
    void sessionsAreUsedAgain() throws EngineUnavailableException {
        EngineContract.judge(engine, new byte[100], 100);
        long connected = engine.figures().connected();
        for (int i = 0; i < 20; i++) {
            assertEquals(ScanStatus.CLEAN, EngineContract.judge(engine, new byte[i * 30_000], 8192).status());
        }
        assertEquals(connected, engine.figures().connected());
    }

    static byte[] zip(String content) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            zip.putNextEntry(new ZipEntry("member"));
            zip.write(content.getBytes(StandardCharsets.US_ASCII));
        }
        return bytes.toByteArray();
    }

    @Test
    void aDaemonThatSaysNothingIsGivenUpInTime() throws Exception {
        try (ServerSocketChannel mute = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            Path path = folder.resolve("silent");
            mute.bind(UnixDomainSocketAddress.of(path));
            ClamdEngine silent = new ClamdEngine(new ClamdConfig(UnixDomainSocketAddress.of(path), 1000, Duration.ofMillis(100)));
            assertThrows(EngineUnavailableException.class, silent::refresh);
        }
    }
}
