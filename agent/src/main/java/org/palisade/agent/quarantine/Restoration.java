package org.palisade.agent.quarantine;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;
import org.palisade.agent.file.FileStatus;
import org.palisade.agent.file.OpenFolder;
import org.palisade.agent.file.RawPath;

/**
 * The file in the making of a restore: malware in the clear under a name of ours. Before it is made a note of its folder is on disk, so that an agent killed
 * in the middle takes it away when it starts again.
 */
final class Restoration {

    private static final Logger LOG = System.getLogger(Restoration.class.getName());
    private static final String NOTE = ".restoring";

    private Restoration() {
    }

    /** The name of a file in the making; nobody else can guess it before it is there. */
    static byte[] name(String id) {
        return (".palisade-" + id).getBytes(StandardCharsets.US_ASCII);
    }

    /** Notes, on disk, that a file is about to be made; takes away what an earlier attempt left there. */
    static void begin(Path vault, String id, RawPath parent, OpenFolder open) throws IOException {
        Path note = vault.resolve(id + NOTE);
        try (FileChannel out = FileChannel.open(note, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
            ByteBuffer bytes = ByteBuffer.wrap(parent.bytes());
            while (bytes.hasRemaining()) {
                out.write(bytes);
            }
            out.force(true);
        }
        clear(id, open);
    }

    /** The file has its final name, or is gone. */
    static void end(Path vault, String id) throws IOException {
        Files.deleteIfExists(vault.resolve(id + NOTE));
    }

    /** Takes away what a killed agent left half restored; what cannot be taken away is tried again at the next start. */
    static void clear(Path vault) throws IOException {
        List<Path> notes;
        try (Stream<Path> files = Files.list(vault)) {
            notes = files.filter(file -> file.toString().endsWith(NOTE)).toList();
        }
        for (Path note : notes) {
            String name = note.getFileName().toString();
            String id = name.substring(0, name.length() - NOTE.length());
            try {
                byte[] parent = Files.readAllBytes(note);
                // An empty note was not yet on disk when the agent was killed: no file was made.
                if (parent.length > 0) {
                    try (OpenFolder folder = OpenFolder.of(RawPath.of(parent))) {
                        clear(id, folder);
                    }
                }
                Files.delete(note);
            } catch (IOException | IllegalArgumentException e) {
                LOG.log(Level.WARNING, "what was left of restoring {0} could not be cleared away: {1}", id, e.getMessage());
            }
        }
    }

    private static void clear(String id, OpenFolder folder) throws IOException {
        FileStatus status;
        try {
            status = folder.status(name(id));
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "nothing is left of restoring {0}: {1}", id, e.getMessage());
            return;
        }
        if (status.regular()) {
            folder.remove(name(id));
        }
    }
}
