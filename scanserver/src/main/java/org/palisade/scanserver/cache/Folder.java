package org.palisade.scanserver.cache;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The files of the cache. {@code <number>.base} holds all that was known when it was begun, {@code <number>.log} what was put after that; numbers are 16
 * hexadecimal digits and count up. A base makes all files with lower numbers superfluous; it has the ending {@code .new} until it is whole and on disk.
 */
final class Folder {

    private static final Logger LOG = System.getLogger(Folder.class.getName());
    private static final FileAttribute<?> OWNER = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
    private static final FileAttribute<?> OWN = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
    private static final Pattern NAME = Pattern.compile("[0-9a-f]{16}\\.(log|base)");
    private static final String FRESH = ".new";
    private static final int HEX = 16;

    private final Path path;
    private FileChannel lock;
    private long last;

    Folder(Path path) {
        this.path = path;
    }

    static String log(long number) {
        return String.format("%016x.log", number);
    }

    static String base(long number) {
        return String.format("%016x.base", number);
    }

    /**
     * Makes it ours, unless it cannot be made or written at all.
     *
     * @throws IOException if another process has it
     */
    synchronized void claim() throws IOException {
        try {
            Files.createDirectories(path, OWNER);
            lock = FileChannel.open(path.resolve("lock"), Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE), OWN);
        } catch (IOException e) {
            // Not writable: the journal will say so, and try again.
            return;
        }
        if (!locked()) {
            lock.close();
            throw new IOException("another Protection Server uses the cache in " + path);
        }
    }

    private boolean locked() throws IOException {
        try {
            FileLock held = lock.tryLock();
            return held != null;
        } catch (OverlappingFileLockException e) {
            return false;
        }
    }

    /** Gives it back. */
    synchronized void release() {
        try {
            if (lock != null) {
                lock.close();
            }
        } catch (IOException e) {
            LOG.log(Level.WARNING, "the folder of the cache could not be given back: {0}", e.toString());
        }
    }

    /** A number for a new file. */
    synchronized long next() throws IOException {
        Files.createDirectories(path, OWNER);
        for (Path file : all()) {
            last = Math.max(last, number(file));
        }
        return ++last;
    }

    FileChannel create(String name) throws IOException {
        return FileChannel.open(path.resolve(name), Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), OWN);
    }

    /** Files to read, in the order to read them: the last base and the logs since. */
    List<Path> toRead() throws IOException {
        if (!Files.isDirectory(path)) {
            return List.of();
        }
        List<Path> files = all();
        long base = files.stream().filter(file -> file.toString().endsWith(".base")).mapToLong(Folder::number).max().orElse(0);
        List<Path> read = new ArrayList<>();
        for (Path file : files) {
            if (number(file) >= base) {
                read.add(file);
            }
        }
        return read;
    }

    /** The base with this number is whole: it takes its name, and all files before it go. */
    void finish(long number) throws IOException {
        Files.move(path.resolve(base(number) + FRESH), path.resolve(base(number)), StandardCopyOption.ATOMIC_MOVE);
        sync();
        deleteBelow(number);
    }

    FileChannel createBase(long number) throws IOException {
        return create(base(number) + FRESH);
    }

    /** Deletes a base that was not finished. */
    void abandon(long number) throws IOException {
        Files.deleteIfExists(path.resolve(base(number) + FRESH));
    }

    void deleteBelow(long number) throws IOException {
        for (Path file : all()) {
            if (number(file) < number) {
                Files.deleteIfExists(file);
            }
        }
    }

    /** Deletes what a killed process left unfinished. */
    void tidy() throws IOException {
        if (Files.isDirectory(path)) {
            try (Stream<Path> files = Files.list(path)) {
                for (Path file : files.filter(file -> file.toString().endsWith(FRESH)).toList()) {
                    Files.deleteIfExists(file);
                }
            }
        }
    }

    /** Bytes of all files. */
    long bytes() {
        long bytes = 0;
        try {
            for (Path file : all()) {
                bytes += Files.size(file);
            }
        } catch (IOException e) {
            // A file that went meanwhile, or no folder: a figure for people, not worth a failure.
            return bytes;
        }
        return bytes;
    }

    /** Number of files. */
    int files() throws IOException {
        return all().size();
    }

    /** Brings names that were made, changed or deleted to the disk. */
    void sync() throws IOException {
        try (FileChannel folder = FileChannel.open(path, StandardOpenOption.READ)) {
            folder.force(true);
        }
    }

    /** Bases come before logs of the same number. */
    private List<Path> all() throws IOException {
        try (Stream<Path> files = Files.list(path)) {
            return files.filter(file -> NAME.matcher(file.getFileName().toString()).matches()).sorted().toList();
        }
    }

    private static long number(Path file) {
        return Long.parseUnsignedLong(file.getFileName().toString().substring(0, HEX), HEX);
    }
}
