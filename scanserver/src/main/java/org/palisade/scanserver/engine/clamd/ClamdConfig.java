package org.palisade.scanserver.engine.clamd;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.palisade.networkagent.process.Settings;
import org.palisade.networkagent.process.SettingsException;

/**
 * Settings of the ClamAV daemons' engine.
 *
 * @param members        the daemons: Unix sockets, or TCP addresses, loopback unless expressly allowed
 * @param objectSize     largest object sent to one, bytes; not above its own StreamMaxLength, MaxFileSize and MaxScanSize
 * @param timeout        longest time without progress in talking to one
 * @param sessions       most sessions kept for the next scan, of one daemon
 * @param idle           longest time one is kept unused
 * @param databaseFolder what all of them load, if it is to be watched
 * @param reload         after what lies there changed, the longest time until every daemon has loaded it
 * @param silentLimits   what a clean answer on a container is worth if the daemon does not say when it stops at its limits
 */
public record ClamdConfig(List<SocketAddress> members, long objectSize, Duration timeout, int sessions, Duration idle, Optional<Path> databaseFolder,
                          Duration reload, SilentLimits silentLimits) {

    private static final long RELOAD_SECONDS = 660;

    public ClamdConfig {
        members = List.copyOf(members);
    }

    /** Settings with one daemon and defaults otherwise. */
    public ClamdConfig(SocketAddress member, long objectSize, Duration timeout) {
        this(List.of(member), objectSize, timeout, 4, Duration.ofSeconds(20), Optional.empty(), Duration.ofSeconds(RELOAD_SECONDS), SilentLimits.NOT_FULLY_SCANNED);
    }

    /** Reads the settings. */
    public static ClamdConfig from(Settings settings) throws SettingsException {
        boolean remote = settings.word("clamd.allow-remote", "no", ClamdConfig::yes, "yes or no");
        List<SocketAddress> members = new ArrayList<>();
        List<String> named = settings.list("clamd.members");
        for (String member : named.isEmpty() ? List.of("/run/clamav/clamd.ctl") : named) {
            members.add(member.startsWith("/") ? UnixDomainSocketAddress.of(member) : address(member, remote));
        }
        return new ClamdConfig(members, settings.number("clamd.object-size", 100L << 20, 1, 4L << 30), settings.seconds("clamd.timeout-seconds", 60),
                (int) settings.number("clamd.sessions", 4, 0, 256), settings.seconds("clamd.idle-seconds", 20), settings.text("clamd.database-folder").map(Path::of),
                settings.seconds("clamd.reload-seconds", RELOAD_SECONDS),
                settings.word("clamd.silent-limits", "not-fully-scanned", SilentLimits::of, "not-fully-scanned or trust"));
    }

    private static boolean yes(String text) {
        if (!text.equals("yes") && !text.equals("no")) {
            throw new IllegalArgumentException(text);
        }
        return text.equals("yes");
    }

    private static SocketAddress address(String text, boolean remote) throws SettingsException {
        int colon = text.lastIndexOf(':');
        InetSocketAddress address;
        try {
            address = new InetSocketAddress(InetAddress.getByName(text.substring(0, Math.max(colon, 0))), Integer.parseInt(text.substring(colon + 1)));
        } catch (UnknownHostException | IllegalArgumentException e) {
            throw new SettingsException("clamd.members: \"" + text + "\" is neither the path of a socket nor host:port");
        }
        if (colon < 1) {
            throw new SettingsException("clamd.members: \"" + text + "\" is neither the path of a socket nor host:port");
        }
        if (!remote && !address.getAddress().isLoopbackAddress()) {
            throw new SettingsException("clamd.members: \"" + text + "\" is on another machine: files would leave this one unencrypted; if that is meant,"
                    + " set clamd.allow-remote = yes");
        }
        return address;
    }
}
