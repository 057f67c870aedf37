package org.palisade.scanserver.report;

import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import org.palisade.networkagent.process.Settings;
import org.palisade.networkagent.process.SettingsException;

/**
 * Settings of the link to the Integration Server.
 *
 * @param server    its address; empty if the settings name none
 * @param home      this process's own folder: identity, spool, signatures
 * @param advertise address agents are told to connect to
 * @param journal   most bytes of the journal of agents' sessions that wait for the Integration Server
 */
public record ReportConfig(Optional<URI> server, Path home, String advertise, long journal) {

    /** Reads the settings; {@code listen} is the address listened on. */
    public static ReportConfig from(Settings settings, Path home, String listen) throws SettingsException {
        Optional<String> url = settings.text("server.url");
        String advertise = settings.text("advertise.address", listen);
        if (advertise.equals("0.0.0.0") || advertise.equals("::")) {
            throw new SettingsException("advertise.address must be set when listen.address is " + listen + ": agents need an address to connect to");
        }
        return new ReportConfig(url.isPresent() ? Optional.of(server("server.url", url.get())) : Optional.empty(), home, advertise,
                settings.number("sessions.journal", 16 << 20, 1 << 20, 1 << 30));
    }

    /**
     * Reads an address of an Integration Server.
     *
     * @throws SettingsException that names {@code where} it stood
     */
    public static URI server(String where, String url) throws SettingsException {
        try {
            URI server = URI.create(url);
            if ("https".equals(server.getScheme()) && server.getHost() != null) {
                return server;
            }
        } catch (IllegalArgumentException e) {
            throw new SettingsException(where + " must be https://host:port, not \"" + url + "\"");
        }
        throw new SettingsException(where + " must be https://host:port, not \"" + url + "\"");
    }

    /** Where the identity is kept. */
    public Path identity() {
        return home.resolve("identity");
    }
}
