package org.palisade.scanserver.engine.container;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The space that all spools share: so many bytes in memory, so many in files. Thread-safe. A file loses its name at once, before its first byte is written:
 * nothing remains of it however the process ends.
 */
public final class SpoolSpace {

    private final Path folder;
    private final long memory;
    private final long disk;
    private final int inMemory;
    private final Buffers buffers = new Buffers();
    private final AtomicLong memoryUsed = new AtomicLong();
    private final AtomicLong diskUsed = new AtomicLong();

    /** A space as the settings say. */
    public SpoolSpace(ContainerConfig config) {
        this(config.folder(), config.spoolDisk(), config.spoolMemory(), config.objectMemory());
    }

    /**
     * A space.
     *
     * @param folder   for the files; made when the first one is needed
     * @param disk     most bytes in files at once
     * @param memory   most bytes in memory at once
     * @param inMemory an object larger than this, bytes, goes to a file
     */
    public SpoolSpace(Path folder, long disk, long memory, int inMemory) {
        this.folder = folder;
        this.disk = disk;
        this.memory = memory;
        this.inMemory = inMemory;
    }

    /** A new, empty spool for at most {@code limit} bytes. */
    public Spool spool(long limit) {
        return new Spool(this, limit, inMemory);
    }

    /** Arrays for all who work with this space. */
    public Buffers buffers() {
        return buffers;
    }

    /** Bytes in memory now: whole arrays of {@link Buffers}. */
    public long memoryUsed() {
        return memoryUsed.get();
    }

    /** Bytes in files now. */
    public long diskUsed() {
        return diskUsed.get();
    }

    boolean takeMemory(long bytes) {
        return take(memoryUsed, bytes, memory);
    }

    void giveMemory(long bytes) {
        memoryUsed.addAndGet(-bytes);
    }

    boolean takeDisk(long bytes) {
        return take(diskUsed, bytes, disk);
    }

    void giveDisk(long bytes) {
        diskUsed.addAndGet(-bytes);
    }

    /** A file without a name that only this process can read. */
    FileChannel file() throws IOException {
        FileAttribute<?> owner = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
        Files.createDirectories(folder);
        Path path = Files.createTempFile(folder, "spool", "", owner);
        try {
            return FileChannel.open(path, Set.of(StandardOpenOption.READ, StandardOpenOption.WRITE));
        } finally {
            Files.delete(path);
        }
    }

    private static boolean take(AtomicLong used, long bytes, long most) {
        if (used.addAndGet(bytes) <= most) {
            return true;
        }
        used.addAndGet(-bytes);
        return false;
    }
}
