package org.palisade.scanserver.engine.signatures;

import java.nio.file.Path;
import java.util.Optional;
import org.palisade.networkagent.process.Settings;
import org.palisade.networkagent.process.SettingsException;

/**
 * Settings of our own engine.
 *
 * @param folder        where signature files and signed archives are read from; need not exist
 * @param trustedFolder another one, from which archives without a signature of their own ({@code .cld}) are taken as well
 * @param unwanted      whether signatures of possibly unwanted applications are loaded
 * @param largeSize     an object larger than this, bytes, is heavy work
 */
public record SignaturesConfig(Path folder, Optional<Path> trustedFolder, boolean unwanted, long largeSize) {

    private enum Switch { NO, YES }

    /** The defaults with a folder. */
    public static SignaturesConfig defaults(Path folder) {
        return new SignaturesConfig(folder, Optional.empty(), false, 16 << 20);
    }

    /** Reads the settings; {@code home} is the Protection Server's own folder. */
    public static SignaturesConfig from(Settings settings, Path home) throws SettingsException {
        SignaturesConfig otherwise = defaults(home.resolve(settings.text("signatures.folder", "signatures")));
        return new SignaturesConfig(otherwise.folder,
                settings.text("signatures.trusted-folder").map(home::resolve),
                settings.choice("signatures.pua", Switch.NO) == Switch.YES,
                settings.number("signatures.large-size", otherwise.largeSize, 1, Long.MAX_VALUE));
    }

    /** The same with another folder: that of updates. */
    public SignaturesConfig in(Path other) {
        return new SignaturesConfig(other, trustedFolder, unwanted, largeSize);
    }
}
