package org.palisade.scanserver.cache;

import org.palisade.networkagent.process.Settings;
import org.palisade.networkagent.process.SettingsException;

/**
 * Settings of the SharedCache.
 *
 * @param entries most verdicts remembered; about 200 bytes of memory each
 */
public record CacheConfig(int entries) {

    /** Reads the settings. */
    public static CacheConfig from(Settings settings) throws SettingsException {
        return new CacheConfig((int) settings.number("cache.entries", 200_000, 1, 100_000_000));
    }
}
