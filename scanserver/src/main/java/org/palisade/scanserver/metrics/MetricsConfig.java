package org.palisade.scanserver.metrics;

import org.palisade.networkagent.process.Settings;
import org.palisade.networkagent.process.SettingsException;

/**
 * Settings of the metrics.
 *
 * @param enabled whether they can be read at all
 * @param address address listened on; plain HTTP without authentication, so a loopback address unless the network is trusted
 * @param port    TCP port, 0 for a free one
 */
public record MetricsConfig(boolean enabled, String address, int port) {

    private enum Switch { YES, NO }

    /** Reads the settings. */
    public static MetricsConfig from(Settings settings) throws SettingsException {
        return new MetricsConfig(settings.choice("metrics.enabled", Switch.YES) == Switch.YES, settings.text("metrics.address", "127.0.0.1"),
                (int) settings.number("metrics.port", 9464, 0, 65535));
    }
}
