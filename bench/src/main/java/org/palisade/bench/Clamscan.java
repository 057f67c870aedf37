package org.palisade.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The peer for matching: clamscan with the same signatures on the same bytes. Loading is measured on an empty file and taken off. */
final class Clamscan {

    private static final Path PROGRAM = Path.of("/usr/bin/clamscan");
    private static final int RUNS = 3;

    private Clamscan() {
    }

    /** Milliseconds for the programs, best of three; empty where clamscan is not installed. It also hashes and types the file. */
    static Optional<Double> millis() throws IOException, InterruptedException {
        if (!Files.isExecutable(PROGRAM)) {
            return Optional.empty();
        }
        Path folder = Files.createTempDirectory("palisade-bench");
        try {
            byte[] programs = Corpus.programs();
            Path database = Files.write(folder.resolve("bench.ndb"), Corpus.bodies(programs));
            Path object = Files.write(folder.resolve("programs"), programs);
            Path nothing = Files.write(folder.resolve("nothing"), new byte[1]);
            double load = Double.MAX_VALUE;
            double all = Double.MAX_VALUE;
            for (int i = 0; i < RUNS; i++) {
                load = Math.min(load, run(database, nothing));
                all = Math.min(all, run(database, object));
            }
            return Optional.of(all - load);
        } finally {
            try (Stream<Path> files = Files.walk(folder)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }

    private static double run(Path database, Path object) throws IOException, InterruptedException {
        long start = System.nanoTime();
        int exit = new ProcessBuilder(List.of(PROGRAM.toString(), "--no-summary", "--max-filesize=1000M", "--max-scansize=1000M", "-d", database.toString(),
                object.toString())).redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD).start().waitFor();
        if (exit != 0) {
            throw new IOException("clamscan ended with " + exit);
        }
        return (System.nanoTime() - start) / 1e6;
    }
}
