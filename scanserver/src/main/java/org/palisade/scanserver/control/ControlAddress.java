package org.palisade.scanserver.control;

import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Where the control socket is. The kernel takes socket paths of 107 bytes at most; a home with a longer path is reached through a link of our own. */
final class ControlAddress implements AutoCloseable {

    private static final String NAME = "control.sock";
    private static final int LONGEST = 100;

    private final Path place;
    private final Path shortcut;
    private final Path path;

    ControlAddress(Path home) throws IOException {
        place = home.toAbsolutePath().resolve(NAME);
        if (place.toString().getBytes(StandardCharsets.UTF_8).length <= LONGEST) {
            shortcut = place;
            path = place;
        } else {
            shortcut = Files.createTempDirectory("palisade");
            path = Files.createSymbolicLink(shortcut.resolve("home"), home.toAbsolutePath()).resolve(NAME);
        }
    }

    /** The socket itself. */
    Path place() {
        return place;
    }

    UnixDomainSocketAddress address() {
        return UnixDomainSocketAddress.of(path);
    }

    @Override
    public void close() throws IOException {
        if (!shortcut.equals(place)) {
            Files.deleteIfExists(shortcut.resolve("home"));
            Files.deleteIfExists(shortcut);
        }
    }
}
