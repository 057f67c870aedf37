package org.palisade.scanserver.update;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;
import java.util.Set;
import org.palisade.protocol.signed.UpdateManifest;

/**
 * The sets on disk. {@code live} is a link to {@code generations/<n>}; in there {@code current} and {@code previous} are links to {@code sets/<name>},
 * {@code floor} holds a number, and {@code trial} is there or not. A new generation is written and synced first, then {@code live} is renamed over.
 */
final class Sets {

    private static final String LIVE = "live";
    private static final String CURRENT = "current";
    private static final String PREVIOUS = "previous";
    private static final String FLOOR = "floor";
    private static final String TRIAL = "trial";
    private static final String STAGING = ".staging";

    private final Path folder;
    private final Path sets;
    private final Path generations;
    private final Step.Watcher watcher;
    private Generation generation;

    /**
     * Opens the store and sweeps what a crash left.
     *
     * @throws IOException if the folder cannot be used or was tampered with
     */
    Sets(Path folder, Step.Watcher watcher) throws IOException {
        this.folder = folder;
        this.sets = folder.resolve("sets");
        this.generations = folder.resolve("generations");
        this.watcher = watcher;
        Files.createDirectories(sets);
        Files.createDirectories(generations);
        generation = read(folder);
        sweep();
    }

    /** Where the set in use is found, through links. */
    static Path current(Path folder) {
        return folder.resolve(LIVE).resolve(CURRENT);
    }

    /** What is in use; reads only, and may be asked by another process. */
    static Generation read(Path folder) throws IOException {
        if (!Files.exists(folder.resolve(LIVE), LinkOption.NOFOLLOW_LINKS)) {
            return Generation.FIRST;
        }
        Path live = folder.resolve(LIVE).toRealPath();
        try {
            return new Generation(target(live.resolve(CURRENT)), target(live.resolve(PREVIOUS)),
                    Long.parseLong(Files.readString(live.resolve(FLOOR), StandardCharsets.US_ASCII).strip()), Files.exists(live.resolve(TRIAL)));
        } catch (NumberFormatException e) {
            throw new IOException(live.resolve(FLOOR) + " is no number", e);
        }
    }

    /** The manifest of a set that is kept. */
    static UpdateManifest manifest(Path folder, String name) throws IOException {
        return UpdateManifest.kept(Files.readAllBytes(folder.resolve("sets").resolve(name).resolve(UpdateManifest.NAME)));
    }

    Generation generation() {
        return generation;
    }

    /** An empty folder to put a set into. */
    Path stage() throws IOException {
        Path staging = sets.resolve(STAGING);
        remove(staging);
        Files.createDirectory(staging);
        watcher.passed(Step.STAGING_BEGUN);
        return staging;
    }

    /** Nothing comes of what was staged. */
    void unstage(IOException cause) {
        try {
            remove(sets.resolve(STAGING));
        } catch (IOException e) {
            cause.addSuppressed(e);
        }
    }

    /** The staged set, whose files are synced, is whole. */
    void keep(String name) throws IOException {
        Path staging = sets.resolve(STAGING);
        sync(staging);
        watcher.passed(Step.FILES_SYNCED);
        remove(sets.resolve(name));
        Files.move(staging, sets.resolve(name), StandardCopyOption.ATOMIC_MOVE);
        sync(sets);
        watcher.passed(Step.STAGED);
    }

    /** Puts a generation in the place of the present one, then sweeps what nobody needs any more. */
    void commit(Generation next) throws IOException {
        Path made = generations.resolve(Long.toString(number() + 1));
        remove(made);
        Files.createDirectory(made);
        if (next.current().isPresent()) {
            Files.createSymbolicLink(made.resolve(CURRENT), Path.of("..", "..", "sets", next.current().get()));
        }
        if (next.previous().isPresent()) {
            Files.createSymbolicLink(made.resolve(PREVIOUS), Path.of("..", "..", "sets", next.previous().get()));
        }
        write(made.resolve(FLOOR), next.floor() + "\n");
        if (next.trial()) {
            write(made.resolve(TRIAL), "");
        }
        sync(made);
        sync(generations);
        watcher.passed(Step.GENERATION_WRITTEN);
        Path fresh = folder.resolve(LIVE + ".new");
        Files.deleteIfExists(fresh);
        Files.createSymbolicLink(fresh, Path.of("generations", made.getFileName().toString()));
        Files.move(fresh, folder.resolve(LIVE), StandardCopyOption.ATOMIC_MOVE);
        sync(folder);
        generation = next;
        watcher.passed(Step.COMMITTED);
        sweep();
        watcher.passed(Step.SWEPT);
    }

    private void sweep() throws IOException {
        sweep(sets, generation.sets());
        sweep(generations, Set.of(Long.toString(number())));
    }

    private static void sweep(Path where, Set<String> keep) throws IOException {
        try (DirectoryStream<Path> all = Files.newDirectoryStream(where)) {
            for (Path one : all) {
                if (!keep.contains(one.getFileName().toString())) {
                    remove(one);
                }
            }
        }
    }

    private long number() throws IOException {
        Path live = folder.resolve(LIVE);
        if (!Files.exists(live, LinkOption.NOFOLLOW_LINKS)) {
            return 0;
        }
        try {
            return Long.parseLong(Files.readSymbolicLink(live).getFileName().toString());
        } catch (NumberFormatException e) {
            throw new IOException(live + " leads to no generation", e);
        }
    }

    private static Optional<String> target(Path link) throws IOException {
        return Files.exists(link, LinkOption.NOFOLLOW_LINKS) ? Optional.of(Files.readSymbolicLink(link).getFileName().toString()) : Optional.empty();
    }

    private static void write(Path file, String text) throws IOException {
        try (FileChannel out = FileChannel.open(file, StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW)) {
            ByteBuffer bytes = StandardCharsets.US_ASCII.encode(text);
            while (bytes.hasRemaining()) {
                out.write(bytes);
            }
            out.force(true);
        }
    }

    /** Makes the names in a folder durable. */
    private static void sync(Path folder) throws IOException {
        try (FileChannel names = FileChannel.open(folder, StandardOpenOption.READ)) {
            names.force(true);
        }
    }

    private static void remove(Path tree) throws IOException {
        if (!Files.exists(tree, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        Files.walkFileTree(tree, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path inner, IOException failure) throws IOException {
                if (failure != null) {
                    throw failure;
                }
                Files.delete(inner);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
