package org.palisade.scanserver;

import java.nio.file.Path;
import org.palisade.networkagent.process.LogLines;
import org.palisade.networkagent.process.SettingsException;
import picocli.CommandLine.Option;

/** The option every command has. */
final class ConfigOption {

    @Option(names = "--config", required = true, paramLabel = "FILE", description = "the settings file, scanserver.properties")
    private Path file;

    private interface Reading<T> {
        T read(Path file) throws SettingsException;
    }

    /** For a process that may be told to read its file anew. */
    LiveSettings live() throws SettingsException {
        LiveSettings settings = named(LiveSettings::read);
        LogLines.use(settings.config().logLevel());
        return settings;
    }

    ScanserverConfig read() throws SettingsException {
        ScanserverConfig config = named(ScanserverConfig::read);
        LogLines.use(config.logLevel());
        return config;
    }

    /** What is wrong is said with the file it is wrong in: there may be several on a machine. */
    private <T> T named(Reading<T> reading) throws SettingsException {
        try {
            return reading.read(file);
        } catch (SettingsException e) {
            throw new SettingsException(e.getMessage().contains(file.toString()) ? e.getMessage() : file + ": " + e.getMessage());
        }
    }
}
