package org.palisade.scanserver.cache;

import java.time.Duration;
import org.palisade.networkagent.process.Settings;
import org.palisade.networkagent.process.SettingsException;

/**
 * Settings of the SharedCache.
 *
 * @param entries most verdicts remembered, 1 to 100,000,000; 70 to 95 bytes of memory outside the heap each, taken as it grows
 * @param scope   who shares verdicts with whom
 * @param grace   how long a verdict that a change of signatures made due is still given, marked by its old signature set; zero: not at all
 */
public record CacheConfig(int entries, CacheScope scope, Duration grace) {

    private static final int ENTRIES = 2_000_000;
    private static final int MOST = 100_000_000;
    private static final long LONGEST_GRACE = Duration.ofDays(7).toSeconds();

    /** A bound, and the default for the rest. */
    public CacheConfig(int entries) {
        this(entries, CacheScope.TENANT, Duration.ZERO);
    }

    /** Reads the settings. */
    public static CacheConfig from(Settings settings) throws SettingsException {
        return new CacheConfig((int) settings.number("cache.entries", ENTRIES, 1, MOST), settings.choice("cache.scope", CacheScope.TENANT),
                Duration.ofSeconds(settings.number("cache.grace-seconds", 0, 0, LONGEST_GRACE)));
    }
}
