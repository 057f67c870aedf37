package org.palisade.scanserver;

import java.nio.file.Path;
import java.time.Duration;
import org.palisade.scanserver.cache.CacheConfig;
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

/**
 * All settings, one component a package.
 *
 * @param logLevel a level of {@link System.Logger}: {@code error}, {@code warning}, {@code info}, {@code debug}
 * @param engine   which engine judges
 * @param poll     time between two looks at the engine
 */
record ScanserverConfig(System.Logger.Level logLevel, EngineKind engine, Duration poll, SignaturesConfig signatures, ContainerConfig containers, ClamdConfig clamd,
                        ConnectionConfig connections, ScanConfig scans, CacheConfig cache, ReportConfig report, DoorConfig door, UpdateConfig updates, MetricsConfig metrics) {

    static ScanserverConfig read(Path file) throws SettingsException {
        return from(Settings.read(file), file.toAbsolutePath().getParent());
    }

    /** Reads everything; relative folders are taken from {@code folder}, which is also the default home. */
    static ScanserverConfig from(Settings settings, Path folder) throws SettingsException {
        Path home = folder.resolve(settings.text("home", "."));
        ConnectionConfig connections = ConnectionConfig.from(settings);
        UpdateConfig updates = UpdateConfig.from(settings, home.normalize());
        ScanserverConfig config = new ScanserverConfig(
                settings.choice("log.level", System.Logger.Level.INFO),
                settings.choice("engine", EngineKind.SIGNATURES),
                settings.seconds("engine.poll-seconds", 2),
                SignaturesConfig.from(settings, home.normalize()).in(updates.signatures(settings.text("signatures.folder").map(home.normalize()::resolve),
                        home.normalize().resolve("signatures"))),
                ContainerConfig.from(settings, home.normalize()),
                ClamdConfig.from(settings),
                connections,
                ScanConfig.from(settings),
                CacheConfig.from(settings),
                ReportConfig.from(settings, home.normalize(), connections.address()),
                DoorConfig.from(settings, home.normalize()),
                updates,
                MetricsConfig.from(settings));
        settings.finish();
        return config;
    }
}
