package org.palisade.agent.quarantine;

import org.palisade.networkagent.process.Settings;
import org.palisade.networkagent.process.SettingsException;

/**
 * Settings of what happens to infected files.
 *
 * @param action what is done
 * @param cap    most bytes all files in quarantine may have together; beyond it files are only blocked
 */
public record QuarantineConfig(Action action, long cap) {

    private static final long MEGABYTE = 1024 * 1024;

    public static QuarantineConfig of(Settings settings) throws SettingsException {
        return new QuarantineConfig(
                settings.choice("action", Action.QUARANTINE),
                settings.number("quarantine.megabytes", 1024, 0, 1_000_000) * MEGABYTE);
    }
}
