package org.palisade.scanserver.engine.clamd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
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

/** Real daemons that are killed, load other databases, or are set up as Debian ships them. */
@Timeout(120)
class ClamdProcessTest {

    private static final byte[] THREAT = "a threat of some forty bytes, for the daemon".getBytes(StandardCharsets.US_ASCII);

    @TempDir
    private Path folder;
    private Path databases;
    private final List<Process> daemons = new ArrayList<>();
    private final AtomicLong now = new AtomicLong();

    @BeforeEach
    void prepare() throws IOException {
        if (!Files.isExecutable(Path.of("/usr/sbin/clamd"))) {
            if (System.getenv("CI") != null) {
                fail("clamd is not installed (Debian package clamav-daemon)");
            }
            Assumptions.abort("clamd is not installed (Debian package clamav-daemon)");
        }
        databases = Files.createDirectory(folder.resolve("db"));
        knows("first.ndb", "Test.First", "something else altogether".getBytes(StandardCharsets.US_ASCII));
    }

    @AfterEach
    void stop() {
        daemons.forEach(daemon -> daemon.destroyForcibly().onExit().join());
    }

    private void knows(String file, String name, byte[] content) throws IOException {
        Files.writeString(databases.resolve(file), name + ":0:*:" + HexFormat.of().formatHex(content) + "\n");
    }

    private SocketAddress daemon(String name, String... settings) throws IOException {
        Path socket = folder.resolve(name + ".sock");
        List<String> lines = new ArrayList<>(List.of("DatabaseDirectory " + databases, "LocalSocket " + socket, "Foreground yes", "MaxThreads 4"));
        lines.addAll(List.of(settings));
        Path file = Files.write(folder.resolve(name + ".conf"), lines);
        daemons.add(new ProcessBuilder("/usr/sbin/clamd", "-c", file.toString()).redirectErrorStream(true).redirectOutput(folder.resolve(name + ".log").toFile()).start());
        return UnixDomainSocketAddress.of(socket);
    }

    private ClamdEngine engine(SocketAddress... members) throws Exception {
        ClamdEngine engine = new ClamdEngine(new ClamdConfig(List.of(members), 100 << 20, Duration.ofSeconds(30), 4, Duration.ofSeconds(20), Optional.of(databases),
                Duration.ofSeconds(600), SilentLimits.NOT_FULLY_SCANNED), now::get);
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (engine.figures().well() < members.length) {
            assertTrue(System.nanoTime() < end, "the daemons did not start");
            try {
                engine.refresh();
            } catch (EngineUnavailableException e) {
                daemons.get(0).waitFor(50, TimeUnit.MILLISECONDS);
            }
        }
        return engine;
    }

    private static Verdict judge(ClamdEngine engine, byte[] content) throws EngineUnavailableException {
        return EngineContract.judge(engine, content, 64 * 1024);
    }

    @Test
    void aDaemonKilledInTheMiddleOfAScanCostsThatScanOnly() throws Exception {
        ClamdEngine engine = engine(daemon("one", "AlertExceedsMax yes"), daemon("other", "AlertExceedsMax yes"));
        byte[] large = new byte[8 << 20];
        Scan[] scans = {engine.open(large.length, false, Checkpoint.NONE), engine.open(large.length, false, Checkpoint.NONE)};
        for (Scan scan : scans) {
            EngineContract.feed(scan, large, 0, large.length / 2, 64 * 1024);
        }
        daemons.get(0).destroyForcibly().waitFor();
        int lost = 0;
        for (Scan scan : scans) {
            try (scan) {
                EngineContract.feed(scan, large, large.length / 2, large.length, 64 * 1024);
                assertEquals(ScanStatus.CLEAN, scan.finish(EngineContract.digest(large)).status());
            } catch (EngineUnavailableException e) {
                lost++;
            }
        }
        assertEquals(1, lost);
        for (int i = 0; i < 4; i++) {
            assertEquals(ScanStatus.CLEAN, judge(engine, large).status());
            assertEquals(ScanStatus.CLEAN, judge(engine, new byte[1000 + i]).status());
        }
        engine.refresh();
        assertEquals(1, engine.figures().well());
        daemons.get(1).destroyForcibly().waitFor();
        assertThrows(EngineUnavailableException.class, () -> judge(engine, new byte[10]));
        assertThrows(EngineUnavailableException.class, engine::refresh);
    }

    @Test
    void smallScansGoOnWhileADaemonIsKilled() throws Exception {
        ClamdEngine engine = engine(daemon("one", "AlertExceedsMax yes"), daemon("other", "AlertExceedsMax yes"));
        for (int i = 0; i < 200; i++) {
            if (i == 50) {
                daemons.get(0).destroyForcibly();
            }
            assertEquals(ScanStatus.CLEAN, judge(engine, ("content " + i).getBytes(StandardCharsets.US_ASCII)).status());
        }
    }

    @Test
    void aReloadOfTextDatabasesVoidsWhatWasSaidBefore() throws Exception {
        SocketAddress address = daemon("one", "AlertExceedsMax yes", "ConcurrentDatabaseReload yes");
        ClamdEngine engine = engine(address);
        Verdict before = judge(engine, THREAT);
        assertEquals(Verdict.clean("clamd", engine.signatureSet()), before);
        knows("second.ndb", "Test.Second", THREAT);
        engine.refresh();
        assertNotEquals(before.signatureSet(), engine.signatureSet());
        try (ClamdLink link = new ClamdLink(address, Duration.ofSeconds(5))) {
            // Outside a session only; the daemon says so and reloads nothing.
            assertTrue(link.ask("RELOAD").startsWith("Command invalid"));
        }
        reload(address);
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(40);
        Verdict after = judge(engine, THREAT);
        while (after.status() == ScanStatus.CLEAN) {
            assertNotEquals(before.signatureSet(), after.signatureSet());
            assertTrue(System.nanoTime() < end, "the daemon loads nothing");
            daemons.get(0).waitFor(50, TimeUnit.MILLISECONDS);
            after = judge(engine, THREAT);
        }
        assertEquals("Test.Second.UNOFFICIAL", after.threat());
        now.addAndGet(Duration.ofSeconds(601).toNanos());
        engine.refresh();
        assertNotEquals(after.signatureSet(), engine.signatureSet());
    }

    private static void reload(SocketAddress address) throws IOException {
        try (var channel = java.nio.channels.SocketChannel.open(address)) {
            channel.write(java.nio.ByteBuffer.wrap("zRELOAD\0".getBytes(StandardCharsets.US_ASCII)));
            java.nio.ByteBuffer reply = java.nio.ByteBuffer.allocate(100);
            channel.read(reply);
            assertEquals("RELOADING\0", new String(reply.array(), 0, reply.position(), StandardCharsets.US_ASCII));
        }
    }

    @Test
    void aDaemonThatIsSilentAtItsLimitsIsFoundOutAndNotBelievedOnContainers() throws Exception {
        ClamdEngine engine = engine(daemon("one"));
        assertEquals(1, engine.figures().silent());
        byte[] zip = ClamdEngineTest.zip("harmless");
        assertEquals(Verdict.notFullyScanned(Reason.ENGINE_LIMIT, "clamd", engine.signatureSet()), judge(engine, zip));
        assertEquals(ScanStatus.CLEAN, judge(engine, "plain text".getBytes(StandardCharsets.US_ASCII)).status());
        ClamdEngine trusting = new ClamdEngine(new ClamdConfig(List.of(UnixDomainSocketAddress.of(folder.resolve("one.sock"))), 1 << 20, Duration.ofSeconds(30), 4,
                Duration.ofSeconds(20), Optional.empty(), Duration.ofSeconds(600), SilentLimits.TRUST));
        trusting.refresh();
        assertEquals(ScanStatus.CLEAN, judge(trusting, zip).status());
    }
}
