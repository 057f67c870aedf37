package org.palisade.scanserver.update;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.palisade.networkagent.process.Settings;
import org.palisade.networkagent.process.SettingsException;
import org.palisade.protocol.signed.UpdateIndex;

/**
 * Settings of updates.
 *
 * @param source  folder of the repository; empty: no updates
 * @param channel which of its channels
 * @param keys    file or folder of the release keys that are trusted
 * @param check   time between two looks at the repository
 * @param stale   age from which on databases are stale
 * @param trial   how long an engine may take to load a new set before it is taken back
 * @param largest most bytes a package may have
 * @param folder  where sets are kept
 */
public record UpdateConfig(Optional<Path> source, String channel, Path keys, Duration check, Duration stale, Duration trial, long largest, Path folder) {

    /** Reads the settings; {@code home} is the Protection Server's own folder. */
    public static UpdateConfig from(Settings settings, Path home) throws SettingsException {
        String channel = settings.text("update.channel", "stable");
        if (!UpdateIndex.channel(channel)) {
            throw new SettingsException("update.channel is 1 to 64 letters, digits, dots, underscores and hyphens, not \"" + channel + "\"");
        }
        Optional<String> source = settings.text("update.source");
        if (source.isPresent() && source.get().contains("://")) {
            throw new SettingsException("update.source is a folder; other sources are not there yet");
        }
        return new UpdateConfig(source.map(home::resolve), channel, home.resolve(settings.text("update.keys", "update-keys")),
                settings.seconds("update.check-seconds", 3600), Duration.ofHours(settings.number("update.stale-hours", 72, 1, 87_600)),
                settings.seconds("update.trial-seconds", 300), settings.number("update.largest", 4L << 30, 1, 1L << 40), home.resolve("updates"));
    }

    /**
     * The folder the engine reads its signatures from.
     *
     * @param signatures what {@code signatures.folder} says; empty if nothing
     * @throws SettingsException if both that and a repository are set
     */
    public Path signatures(Optional<Path> signatures, Path otherwise) throws SettingsException {
        if (source.isEmpty()) {
            return signatures.orElse(otherwise);
        }
        if (signatures.isPresent()) {
            throw new SettingsException("signatures.folder and update.source cannot both be set: updates have a folder of their own");
        }
        return Sets.current(folder);
    }
}
