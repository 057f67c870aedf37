package org.palisade.agent.ledger;

import org.palisade.networkagent.process.Settings;
import org.palisade.networkagent.process.SettingsException;

/**
 * Settings of the ledger.
 *
 * @param files most files remembered, 0–10,000,000; 20 bytes each, of memory and on disk, whether remembered yet or not
 */
public record LedgerConfig(int files) {

    public static LedgerConfig of(Settings settings) throws SettingsException {
        return new LedgerConfig((int) settings.number("ledger.files", 262_144, 0, 10_000_000));
    }
}
