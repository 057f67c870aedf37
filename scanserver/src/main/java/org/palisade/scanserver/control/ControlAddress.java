package org.palisade.scanserver.control;

import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;

/** Where the control socket is. The kernel takes socket paths of 107 bytes at most; a home with a longer path is reached through a link of our own. */
final class ControlAddress implements AutoCloseable {

    private static final String NAME = "control.sock";
    /** With room for the folder in which it is made. */
    private static final int LONGEST = 85;

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

    /**
     * Makes the socket, in the place of what an earlier process left. It is made in a folder that only we may enter and moved when its mode is right: at no time anybody else may
     * connect, whatever the mode of the home.
     */
    void bind(ServerSocketChannel server) throws IOException {
        Path folder = Files.createTempDirectory(place.getParent(), "control", PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        Path made = folder.resolve("s");
        try {
            server.bind(UnixDomainSocketAddress.of(path.resolveSibling(folder.getFileName()).resolve("s")));
            Files.setPosixFilePermissions(made, PosixFilePermissions.fromString("rw-------"));
            Files.move(made, place, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(made);
            Files.delete(folder);
        }
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
