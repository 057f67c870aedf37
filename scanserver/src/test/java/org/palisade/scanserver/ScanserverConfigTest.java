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
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.palisade.scanserver.cache.CacheConfig;
import org.palisade.scanserver.cache.CacheScope;
import org.palisade.networkagent.process.Settings;
import org.palisade.networkagent.process.SettingsException;
import org.palisade.scanserver.connection.ConnectionConfig;
import org.palisade.scanserver.door.DoorConfig;
import org.palisade.scanserver.engine.EngineKind;
import org.palisade.scanserver.engine.clamd.ClamdConfig;
import org.palisade.scanserver.engine.container.ContainerConfig;
import org.palisade.scanserver.engine.signatures.SignaturesConfig;
import org.palisade.scanserver.metrics.MetricsConfig;
import org.palisade.scanserver.report.ReportConfig;
import org.palisade.scanserver.scan.ScanConfig;
import org.palisade.scanserver.update.UpdateConfig;

class ScanserverConfigTest {

    private static final Path HOME = Path.of("/home");

    private static ScanserverConfig config(String text) throws SettingsException, IOException {
        return ScanserverConfig.from(Settings.parse(text.getBytes(StandardCharsets.UTF_8)), HOME);
    }

    private static final ScanserverConfig DEFAULTS = new ScanserverConfig(System.Logger.Level.INFO, EngineKind.SIGNATURES, Duration.ofSeconds(2),
            new SignaturesConfig(Path.of("/home/signatures"), Optional.empty(), false, 16 << 20),
            new ContainerConfig(16, 500, 10_000, 400L << 20, 100 << 20, Duration.ofSeconds(120), 72 << 20, Path.of("/home/scratch"), 4L << 30, 64 << 20, 1 << 20),
            new ClamdConfig(UnixDomainSocketAddress.of("/run/clamav/clamd.ctl"), 100 << 20, Duration.ofSeconds(60)),
            new ConnectionConfig("127.0.0.1", 9877, Runtime.getRuntime().availableProcessors(), 20_000, 8, 256, 64, Duration.ofSeconds(120), Duration.ofSeconds(10), Duration.ofSeconds(10)),
            new ScanConfig(Runtime.getRuntime().availableProcessors(), 128, 1000, 1L << 40, 262144, 4, Duration.ofSeconds(15), 16L << 20,
                    4 * Runtime.getRuntime().availableProcessors(), 256, 32L << 20, 65536),
            new CacheConfig(2_000_000, CacheScope.TENANT, Duration.ZERO),
            new ReportConfig(Optional.empty(), HOME, "127.0.0.1", 16 << 20), door(""),
            new UpdateConfig(Optional.empty(), "stable", Path.of("/home/update-keys"), Duration.ofHours(1), Duration.ofHours(72), Duration.ofSeconds(300), 4L << 30,
                    Path.of("/home/updates")), new MetricsConfig(true, "127.0.0.1", 9464));

    private static DoorConfig door(String text) {
        try {
            return DoorConfig.from(Settings.parse(text.getBytes(StandardCharsets.UTF_8)), HOME);
        } catch (SettingsException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void theDefaultsAreThese() throws SettingsException, IOException {
        assertEquals(DEFAULTS, config(""));
    }

    @Test
    void theSampleNamesEveryKeyWithItsDefault() throws SettingsException, IOException {
        String uncommented = Files.readAllLines(Path.of("../config/scanserver/scanserver.properties")).stream()
                .map(line -> line.matches("#[a-z].*") ? line.substring(1) : line).collect(Collectors.joining("\n"));
        // What depends on the machine, and what has no default.
        String sample = uncommented.replaceAll("(?m)^(scan.workers|scan.heavy-open|connections.threads|server.url) .*$", "");
        assertEquals(DEFAULTS, config(sample));
        Settings asked = Settings.parse(new byte[0]);
        ScanserverConfig.from(asked, HOME);
        assertEquals(new TreeSet<>(asked.known()), uncommented.lines().filter(line -> line.matches("[a-z.-]+ =.*"))
                .map(line -> line.substring(0, line.indexOf(' '))).collect(Collectors.toCollection(TreeSet::new)));
    }

    @Test
    void anUnknownKeyStopsTheStartAndNamesItself() {
        assertTrue(assertThrows(SettingsException.class, () -> config("listen.prot = 1")).getMessage().contains("listen.prot"));
    }

    @Test
    void aValueThatCannotBeIsNamedByItsKey() {
        for (String line : List.of("listen.port = many", "listen.port = 70000", "engine = magic", "server.url = http://x", "server.url = :", "clamd.members = 10.0.0.1:3310",
                "clamd.members = nonsense", "clamd.silent-limits = maybe", "update.channel = a/b", "update.source = https://x", "update.stale-hours = 0",
                "scan.fragment = 1", "cache.scope = all", "log.level = loud", "door.enabled = perhaps", "door.address = 0.0.0.0", "door.tenant = me",
                "door.not-fully-scanned = ok", "door.version = Something else")) {
            String key = line.substring(0, line.indexOf(' '));
            assertTrue(assertThrows(SettingsException.class, () -> config(line), line).getMessage().contains(key), line);
        }
    }

    @Test
    void updatesHaveAFolderOfTheirOwn() throws SettingsException, IOException {
        assertEquals(Path.of("/home/updates/live/current"), config("update.source = repository").signatures().folder());
        assertEquals(Optional.of(Path.of("/home/repository")), config("update.source = repository").updates().source());
        assertTrue(assertThrows(SettingsException.class, () -> config("update.source = a\nsignatures.folder = b")).getMessage().contains("signatures.folder"));
    }

    @Test
    void listeningEverywhereNeedsAnAddressToTell() throws SettingsException, IOException {
        assertTrue(assertThrows(SettingsException.class, () -> config("listen.address = 0.0.0.0")).getMessage().contains("advertise.address"));
        assertEquals("svm.example", config("listen.address = 0.0.0.0\nadvertise.address = svm.example").report().advertise());
    }

    @Test
    void aDaemonOnAnotherMachineMustBeExpresslyAllowed() throws SettingsException, IOException {
        assertEquals(List.of(UnixDomainSocketAddress.of("/x"), new InetSocketAddress(InetAddress.getLoopbackAddress(), 3310)),
                config("clamd.members = /x, 127.0.0.1:3310").clamd().members());
        assertTrue(assertThrows(SettingsException.class, () -> config("clamd.members = /x, 10.0.0.1:3310")).getMessage().contains("clamd.allow-remote"));
        assertEquals(1, config("clamd.members = 10.0.0.1:3310\nclamd.allow-remote = yes").clamd().members().size());
    }
}
