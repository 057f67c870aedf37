package org.palisade.agent;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import org.palisade.networkagent.process.Settings;
import org.palisade.networkagent.process.SettingsException;
import org.palisade.agent.discovery.DiscoveryConfig;
import org.palisade.agent.gap.GapConfig;
import org.palisade.agent.intercept.InterceptConfig;
import org.palisade.agent.ledger.LedgerConfig;
import org.palisade.agent.quarantine.QuarantineConfig;
import org.palisade.agent.scan.ScanConfig;

/**
 * All settings, read once at start.
 *
 * @param server the Integration Server, {@code https://host:port}
 * @param home   folder of identity, quarantine, spool and control socket
 * @param spool  most events kept while the Integration Server is away
 */
record AgentConfig(URI server, Path home, int spool, DiscoveryConfig discovery, InterceptConfig intercept, ScanConfig scan, LedgerConfig ledger,
                   QuarantineConfig quarantine, GapConfig gaps) {

    /**
     * Reads the settings file.
     *
     * @throws SettingsException naming the key that cannot be used
     */
    static AgentConfig read(Path file) throws IOException, SettingsException {
        Path absolute = file.toAbsolutePath();
        return of(Settings.read(absolute), absolute.getParent());
    }

    /**
     * Takes all settings.
     *
     * @param home where the agent lives unless the settings name another folder
     */
    static AgentConfig of(Settings settings, Path home) throws SettingsException {
        AgentConfig config = new AgentConfig(
                settings.word("server.url", "https://localhost:7271", AgentConfig::server, "https://host:port"),
                settings.word("home", home.toString(), Path::of, "a folder"),
                (int) settings.number("spool.events", 10_000, 1, 1_000_000),
                DiscoveryConfig.of(settings),
                InterceptConfig.of(settings),
                ScanConfig.of(settings),
                LedgerConfig.of(settings),
                QuarantineConfig.of(settings),
                GapConfig.of(settings));
        settings.finish();
        return config;
    }

    static URI server(String text) {
        URI uri = URI.create(text);
        if (!"https".equals(uri.getScheme()) || uri.getHost() == null) {
            throw new IllegalArgumentException("not https://host:port");
        }
        return uri;
    }
}
