package org.palisade.scanserver;

import java.nio.file.Path;
import org.palisade.networkagent.process.LogLines;
import org.palisade.networkagent.process.SettingsException;
import picocli.CommandLine.Option;

/** The option every command has. */
final class ConfigOption {

    @Option(names = "--config", required = true, paramLabel = "FILE", description = "the settings file, scanserver.properties")
    private Path file;

    /** For a process that may be told to read its file anew. */
    LiveSettings live() throws SettingsException {
        LiveSettings settings = LiveSettings.read(file);
        LogLines.use(settings.config().logLevel());
        return settings;
    }

    ScanserverConfig read() throws SettingsException {
        ScanserverConfig config = ScanserverConfig.read(file);
        LogLines.use(config.logLevel());
        return config;
    }
}
