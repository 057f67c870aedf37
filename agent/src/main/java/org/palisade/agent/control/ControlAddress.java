package org.palisade.agent.control;

import com.sun.jna.Memory;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import org.palisade.agent.file.Libc;
import org.palisade.agent.file.NativeIOException;
import org.palisade.agent.file.RawPath;

/**
 * Where the control socket is. The kernel takes socket paths of 107 bytes at most; a home with a longer path is reached through its open folder.
 */
final class ControlAddress implements AutoCloseable {

    private static final String NAME = "control.sock";
    /** With room for the folder in which it is made. */
    private static final int LONGEST = 85;

    private final Path place;
    private final Path path;
    private final int folder;

    ControlAddress(Path home) throws IOException {
        place = home.resolve(NAME);
        RawPath raw = RawPath.of(place);
        if (raw.bytes().length <= LONGEST) {
            folder = -1;
            path = place;
        } else {
            try (Memory text = Libc.text(raw.parent().bytes())) {
                folder = Libc.open(text, Libc.O_PATH | Libc.O_DIRECTORY | Libc.O_CLOEXEC, 0);
                if (folder < 0) {
                    throw new NativeIOException("open", Libc.error());
                }
            }
            path = Path.of("/proc/self/fd/" + folder, NAME);
        }
    }

    UnixDomainSocketAddress address() {
        return UnixDomainSocketAddress.of(path);
    }

    /** Takes away what an earlier process left. */
    void clear() throws IOException {
        Files.deleteIfExists(place);
    }

    /**
     * Makes the socket, in the place of what an earlier process left. It is made in a folder that only we may enter and moved when its mode is right: at no time anybody else may
     * connect, whatever the mode of the home.
     */
    void bind(ServerSocketChannel server) throws IOException {
        Path made = Files.createTempDirectory(place.getParent(), "control", PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"))).resolve("s");
        try {
            server.bind(UnixDomainSocketAddress.of(path.resolveSibling(made.getParent().getFileName()).resolve("s")));
            Files.setPosixFilePermissions(made, PosixFilePermissions.fromString("rw-------"));
            Files.move(made, place, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(made);
            Files.delete(made.getParent());
        }
    }

    @Override
    public void close() {
        if (folder >= 0) {
            Libc.close(folder);
        }
    }
}
