package org.palisade.agent.ledger;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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

    /**
     * Reads what an earlier process kept.
     *
     * @throws IOException if that cannot be read
     */
    public Exemptions(Path file) throws IOException {
        this.file = file;
        if (Files.exists(file)) {
            Json.read(Files.readString(file), Kept.class).files().forEach(version -> exempt.put(Inode.of(version), Optional.of(version)));
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
            Files.writeString(fresh, Json.write(new Kept(exempt.values().stream().flatMap(Optional::stream).toList())));
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            LOG.log(Level.WARNING, "the list of restored files could not be kept: {0}", e.getMessage());
        }
    }
}
