package org.palisade.scanserver.connection;

import java.time.Duration;
import org.palisade.networkagent.process.Settings;
import org.palisade.networkagent.process.SettingsException;

/**
 * Settings of the listener.
 *
 * @param address    address listened on
 * @param port       TCP port, 0 for a free one
 * @param threads    threads that read, answer look-ups and write; as many again shake hands
 * @param most       most connections at once, a quarter of them not yet welcomed; beyond it new ones are closed
 * @param perAgent   most connections of one agent at once; beyond it new ones are closed
 * @param perAddress most connections of one address that have not been welcomed; beyond it new ones are closed
 * @param requests   most scans of one connection under way; beyond it they are told to come back
 * @param idle       a connection without a whole frame for so long is closed
 * @param handshake  time for TLS and the first message
 * @param unread     a peer that takes nothing of what is sent for so long, or is so long over one frame, is cut off
 */
public record ConnectionConfig(String address, int port, int threads, int most, int perAgent, int perAddress, int requests, Duration idle,
                               Duration handshake, Duration unread) {

    /** Most connections that have not been welcomed: strangers cannot take the places of agents. */
    int newcomers() {
        return Math.max(1, most / 4);
    }

    /** Reads the settings. */
    public static ConnectionConfig from(Settings settings) throws SettingsException {
        return new ConnectionConfig(settings.text("listen.address", "127.0.0.1"),
                (int) settings.number("listen.port", 9877, 0, 65535),
                (int) settings.number("connections.threads", Runtime.getRuntime().availableProcessors(), 1, 256),
                (int) settings.number("connections.max", 20_000, 1, 100_000),
                (int) settings.number("connections.per-agent", 8, 1, 100_000),
                (int) settings.number("connections.newcomers-per-address", 256, 1, 100_000),
                (int) settings.number("connections.requests", 64, 1, 4096),
                settings.seconds("connections.idle-seconds", 120),
                settings.seconds("connections.handshake-seconds", 10),
                settings.seconds("connections.unread-seconds", 10));
    }
}
