package org.palisade.scanserver.engine.clamd;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Optional;
import org.palisade.networkagent.process.Settings;
import org.palisade.networkagent.process.SettingsException;

/**
 * Settings of the ClamAV daemon's engine.
 *
 * @param address    its Unix socket, or a loopback address
 * @param objectSize largest object sent to it, bytes; not above its own StreamMaxLength, MaxFileSize and MaxScanSize
 * @param timeout    longest time without progress in talking to it
 */
public record ClamdConfig(SocketAddress address, long objectSize, Duration timeout) {

    /** Reads the settings. */
    public static ClamdConfig from(Settings settings) throws SettingsException {
        String socket = settings.text("clamd.socket", "/run/clamav/clamd.ctl");
        Optional<String> address = settings.text("clamd.address");
        return new ClamdConfig(address.isPresent() ? loopback(address.get()) : UnixDomainSocketAddress.of(socket),
                settings.number("clamd.object-size", 100L << 20, 1, 4L << 30), settings.seconds("clamd.timeout-seconds", 60));
    }

    private static SocketAddress loopback(String text) throws SettingsException {
        int colon = text.lastIndexOf(':');
        try {
            InetSocketAddress address = new InetSocketAddress(InetAddress.getByName(text.substring(0, Math.max(colon, 0))),
                    Integer.parseInt(text.substring(colon + 1)));
            if (colon > 0 && address.getAddress().isLoopbackAddress()) {
                return address;
            }
        } catch (UnknownHostException | IllegalArgumentException e) {
            throw new SettingsException("clamd.address must be host:port, not \"" + text + "\"");
        }
        throw new SettingsException("clamd.address must be a loopback address: files would leave this machine unencrypted");
    }
}
