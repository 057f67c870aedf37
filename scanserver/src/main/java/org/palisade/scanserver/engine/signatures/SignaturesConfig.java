package org.palisade.scanserver.engine.signatures;

import java.nio.file.Path;
import org.palisade.networkagent.process.Settings;

/**
 * Settings of our own engine.
 *
 * @param folder where {@code .hdb}, {@code .hsb} and {@code .ndb} files are read from; need not exist
 */
public record SignaturesConfig(Path folder) {

    /** Reads the settings; {@code home} is the Protection Server's own folder. */
    public static SignaturesConfig from(Settings settings, Path home) {
        return new SignaturesConfig(home.resolve(settings.text("signatures.folder", "signatures")));
    }

    /** The same with another folder: that of updates. */
    public SignaturesConfig in(Path other) {
        return new SignaturesConfig(other);
    }
}
