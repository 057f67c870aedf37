package org.palisade.scanserver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.palisade.scanserver.cache.CacheConfig;
import org.palisade.networkagent.process.Settings;
import org.palisade.networkagent.process.SettingsException;
import org.palisade.scanserver.connection.ConnectionConfig;
import org.palisade.scanserver.engine.EngineKind;
import org.palisade.scanserver.engine.clamd.ClamdConfig;
import org.palisade.scanserver.engine.container.ContainerConfig;
import org.palisade.scanserver.engine.signatures.SignaturesConfig;
import org.palisade.scanserver.report.ReportConfig;
import org.palisade.scanserver.scan.ScanConfig;

class ScanserverConfigTest {

    private static final Path HOME = Path.of("/home");

    private static ScanserverConfig config(String text) throws SettingsException, IOException {
        return ScanserverConfig.from(Settings.parse(text.getBytes(StandardCharsets.UTF_8)), HOME);
    }

    private static final ScanserverConfig DEFAULTS = new ScanserverConfig(System.Logger.Level.INFO, EngineKind.SIGNATURES, Duration.ofSeconds(2),
            new SignaturesConfig(Path.of("/home/signatures"), Optional.empty(), false, 16 << 20),
            new ContainerConfig(16, 500, 10_000, 400L << 20, 100 << 20, Duration.ofSeconds(120), 72 << 20, Path.of("/home/spool"), 4L << 30, 64 << 20, 1 << 20),
            new ClamdConfig(UnixDomainSocketAddress.of("/run/clamav/clamd.ctl"), 100 << 20, Duration.ofSeconds(60)),
            new ConnectionConfig("127.0.0.1", 9877, 1000, 8, 64, Duration.ofSeconds(120), Duration.ofSeconds(10), Duration.ofSeconds(10)),
            new ScanConfig(Runtime.getRuntime().availableProcessors(), 16, 1000, 1L << 40, 262144, 4, Duration.ofSeconds(15)),
            new CacheConfig(200_000),
            new ReportConfig(Optional.empty(), HOME, "127.0.0.1"));

    @Test
    void theDefaultsAreThese() throws SettingsException, IOException {
        assertEquals(DEFAULTS, config(""));
    }

    @Test
    void theSampleNamesEveryKeyWithItsDefault() throws SettingsException, IOException {
        Path sample = Path.of("../config/scanserver/scanserver.properties");
        String uncommented = Files.readAllLines(sample).stream().map(line -> line.matches("#[a-z].*") ? line.substring(1) : line)
                .collect(Collectors.joining("\n"));
        ScanserverConfig config = config(uncommented.replaceAll("(?m)^scan.workers.*$", ""));
        assertEquals(DEFAULTS, new ScanserverConfig(config.logLevel(), config.engine(), config.poll(), config.signatures(), config.containers(), config.clamd(), config.connections(),
                config.scans(), config.cache(), new ReportConfig(Optional.empty(), config.report().home(), config.report().advertise())));
        assertEquals(Optional.of(URI.create("https://127.0.0.1:7271")), config.report().server());
        List<String> keys = List.of("home", "server.url", "listen.address", "listen.port", "advertise.address", "engine", "engine.poll-seconds", "signatures.folder",
                "signatures.trusted-folder", "signatures.pua", "signatures.large-size", "container.depth", "container.members", "container.ratio", "container.total-size", "container.member-size", "container.time-seconds", "container.decoder-memory",
                "container.folder", "container.spool-disk", "container.spool-memory", "container.object-memory", "clamd.socket", "clamd.address", "clamd.object-size", "clamd.timeout-seconds", "scan.workers", "scan.open", "scan.queue", "scan.object-size",
                "scan.fragment", "scan.window", "scan.stall-seconds", "cache.entries", "connections.max", "connections.per-agent", "connections.requests", "connections.idle-seconds",
                "connections.handshake-seconds", "connections.unread-seconds", "log.level");
        for (String key : keys) {
            assertTrue(uncommented.contains("\n" + key + " ="), key);
        }
        assertEquals(keys.size(), uncommented.lines().filter(line -> line.matches("[a-z.-]+ =.*")).count());
    }

    @Test
    void anUnknownKeyStopsTheStartAndNamesItself() {
        assertTrue(assertThrows(SettingsException.class, () -> config("listen.prot = 1")).getMessage().contains("listen.prot"));
    }

    @Test
    void aValueThatCannotBeIsNamedByItsKey() {
        for (String line : List.of("listen.port = many", "listen.port = 70000", "engine = magic", "server.url = http://x", "server.url = :", "clamd.address = 10.0.0.1:3310",
                "clamd.address = nonsense", "scan.fragment = 1", "log.level = loud")) {
            String key = line.substring(0, line.indexOf(' '));
            assertTrue(assertThrows(SettingsException.class, () -> config(line), line).getMessage().contains(key), line);
        }
    }

    @Test
    void listeningEverywhereNeedsAnAddressToTell() throws SettingsException, IOException {
        assertTrue(assertThrows(SettingsException.class, () -> config("listen.address = 0.0.0.0")).getMessage().contains("advertise.address"));
        assertEquals("svm.example", config("listen.address = 0.0.0.0\nadvertise.address = svm.example").report().advertise());
    }

    @Test
    void aLoopbackAddressOfTheDaemonWinsOverItsSocket() throws SettingsException, IOException {
        assertEquals(new InetSocketAddress(InetAddress.getLoopbackAddress(), 3310), config("clamd.address = 127.0.0.1:3310").clamd().address());
    }
}
