package org.palisade.agent.gap;

import org.palisade.networkagent.process.Settings;
import org.palisade.networkagent.process.SettingsException;

/**
 * Settings of the gap ledger.
 *
 * @param cap most bytes of open entries, at least 1; on disk three times as much for a moment, in memory about twice as much
 */
public record GapConfig(long cap) {

    private static final long MEGABYTE = 1024L * 1024;

    public static GapConfig of(Settings settings) throws SettingsException {
        return new GapConfig(settings.number("gap.megabytes", 4, 1, 1024) * MEGABYTE);
    }
}
