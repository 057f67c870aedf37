package org.palisade.scanserver.door;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import org.palisade.networkagent.process.Settings;
import org.palisade.networkagent.process.SettingsException;

/**
 * Settings of the clamd door.
 *
 * @param enabled     whether there is one
 * @param address     where it listens; loopback unless expressly allowed
 * @param socket      its Unix socket besides
 * @param tenant      whose content it is
 * @param connections most connections at once
 * @param perPeer     most connections of one address, or of one user of the Unix socket
 * @param streamMax   largest stream, bytes
 * @param spool       folder of streams that do not fit into memory
 * @param spoolMax    most bytes there at once
 * @param command     longest time until the first command is complete
 * @param read        longest silence in a stream or a session
 * @param stream      longest time for a whole stream
 * @param scan        longest time for a verdict, waiting included
 * @param unscanned   what is said of what could not be scanned whole
 * @param version     the answer to VERSION
 */
public record DoorConfig(boolean enabled, InetSocketAddress address, Optional<Path> socket, UUID tenant, int connections, int perPeer, long streamMax, Path spool,
                         long spoolMax, Duration command, Duration read, Duration stream, Duration scan, Unscanned unscanned, String version) {

    /** The tenant content belongs to unless the settings name another: a fixed number nobody else has. */
    static final String TENANT = "00000000-0000-4000-8000-00000000c1ad";

    /** Reads the settings; relative paths are taken from {@code home}. */
    public static DoorConfig from(Settings settings, Path home) throws SettingsException {
        boolean remote = yes(settings, "door.allow-remote");
        InetSocketAddress address = new InetSocketAddress(address(settings.text("door.address", "127.0.0.1")),
                (int) settings.number("door.port", 3310, 0, 65_535));
        if (!remote && !address.getAddress().isLoopbackAddress()) {
            throw new SettingsException("door.address must be a loopback address unless door.allow-remote = yes: clamd's protocol is not encrypted");
        }
        return new DoorConfig(yes(settings, "door.enabled"), address, settings.text("door.socket").map(home::resolve),
                settings.word("door.tenant", TENANT, UUID::fromString, "a UUID"),
                (int) settings.number("door.connections", 1000, 1, 100_000),
                (int) settings.number("door.per-peer", 500, 1, 100_000),
                settings.number("door.stream-max", 100L << 20, 1, 4L << 30),
                home.resolve(settings.text("door.spool", "door")),
                settings.number("door.spool-max", 4L << 30, 1 << 20, 1L << 50),
                settings.seconds("door.command-seconds", 30), settings.seconds("door.read-seconds", 120),
                settings.seconds("door.stream-seconds", 600), settings.seconds("door.scan-seconds", 120),
                settings.choice("door.not-fully-scanned", Unscanned.ERROR),
                settings.word("door.version", "ClamAV 1.4.6", DoorConfig::version, "one line that begins with ClamAV"));
    }

    private static boolean yes(Settings settings, String key) throws SettingsException {
        return settings.word(key, "no", text -> switch (text) {
            case "yes" -> true;
            case "no" -> false;
            default -> throw new IllegalArgumentException(text);
        }, "yes or no");
    }

    private static InetAddress address(String text) throws SettingsException {
        try {
            return InetAddress.getByName(text);
        } catch (UnknownHostException e) {
            throw new SettingsException("door.address is not an address: \"" + text + "\"");
        }
    }

    private static String version(String text) {
        if (!text.matches("ClamAV \\p{Print}{1,100}")) {
            throw new IllegalArgumentException(text);
        }
        return text;
    }
}
