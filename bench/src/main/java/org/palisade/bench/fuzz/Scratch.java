package org.palisade.bench.fuzz;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Folders of one process, in memory where the system has that: an input costs microseconds, a disk milliseconds. */
public final class Scratch {

    private static final Path MEMORY = Path.of("/dev/shm");

    private Scratch() {
    }

    /** A new empty folder; gone with the process, if that ends in order. */
    public static Path folder(String name) {
        try {
            Path folder = Files.isWritable(MEMORY) ? Files.createTempDirectory(MEMORY, "palisade-fuzz-" + name) : Files.createTempDirectory("palisade-fuzz-" + name);
            Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(folder)));
            return folder;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Deletes a folder with all in it. */
    static void delete(Path folder) {
        try (Stream<Path> all = Files.walk(folder)) {
            List<Path> inner = all.sorted(Comparator.reverseOrder()).toList();
            for (Path path : inner) {
                Files.deleteIfExists(path);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
