package org.palisade.agent.ledger;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.palisade.agent.file.FileVersion;
import org.palisade.networkagent.Json;

/**
 * Files a person let out of quarantine. Each is left alone until it changes, also after a restart; once it changes it is a file like any other.
 */
public final class Exemptions {

    /** The file on disk. */
    public record Kept(List<FileVersion> files) {
    }

    private record Inode(long device, long number) {
        static Inode of(FileVersion version) {
            return new Inode(version.device(), version.inode());
        }
    }

    private static final Logger LOG = System.getLogger(Exemptions.class.getName());
    private static final int MOST = 10_000;

    private final Path file;
    /** Empty while the file is being restored: it changes all the time, but by us. */
    private final Map<Inode, Optional<FileVersion>> exempt = new HashMap<>();

    /** Reads what an earlier process kept. What cannot be read is left out: files then are judged like any other, which is safe. */
    public Exemptions(Path file) {
        this.file = file;
        if (Files.exists(file)) {
            try {
                List<FileVersion> files = Json.read(Files.readString(file), Kept.class).files();
                if (files == null) {
                    throw new IOException("there is no list in it");
                }
                files.stream().filter(Objects::nonNull).forEach(version -> exempt.put(Inode.of(version), Optional.of(version)));
            } catch (IOException e) {
                LOG.log(Level.WARNING, "the list of restored files cannot be read and is left out: {0}", e.getMessage());
            }
        }
    }

    /** True if this file, as it is, was let out. */
    public synchronized boolean holds(FileVersion version) {
        Optional<FileVersion> state = exempt.get(Inode.of(version));
        return state != null && (state.isEmpty() || state.get().equals(version));
    }

    /** A restore of this file begins. */
    public synchronized void begin(FileVersion version) {
        exempt.put(Inode.of(version), Optional.empty());
    }

    /** The restore is over; the file stays exempt as it is now. */
    public synchronized void settle(FileVersion version) {
        if (exempt.size() > MOST) {
            exempt.clear();
        }
        exempt.put(Inode.of(version), Optional.of(version));
        keep();
    }

    /** The restore failed. */
    public synchronized void abandon(FileVersion version) {
        exempt.remove(Inode.of(version));
    }

    private void keep() {
        try {
            Path fresh = file.resolveSibling(file.getFileName() + ".new");
            ByteBuffer list = StandardCharsets.UTF_8.encode(Json.write(new Kept(exempt.values().stream().flatMap(Optional::stream).toList())));
            try (FileChannel out = FileChannel.open(fresh, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
                while (list.hasRemaining()) {
                    out.write(list);
                }
                out.force(true);
            }
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            try (FileChannel folder = FileChannel.open(file.toAbsolutePath().getParent(), StandardOpenOption.READ)) {
                folder.force(true);
            }
        } catch (IOException e) {
            LOG.log(Level.WARNING, "the list of restored files could not be kept: {0}", e.getMessage());
        }
    }
}
