package org.palisade.scanserver.engine.signatures;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Assumptions;

/** The oracle: what clamscan finds with the same database. */
final class Clamscan {

    private static final Path PROGRAM = Path.of("/usr/bin/clamscan");

    private Clamscan() {
    }

    /** Skips the test where it is not installed; fails in CI. */
    static void assumeInstalled() {
        if (!Files.isExecutable(PROGRAM)) {
            if (System.getenv("CI") != null) {
                fail("clamscan is not installed (Debian package clamav)");
            }
            Assumptions.abort("clamscan is not installed (Debian package clamav)");
        }
    }

    /** All names it finds in each file under a folder; a file in which it finds nothing is left out. */
    static Map<Path, Set<String>> scan(Path database, Path content, String... options) throws IOException, InterruptedException {
        List<String> all = new ArrayList<>(List.of(options));
        all.add("--allmatch");
        return run(database, content, all);
    }

    /** The one name it gives for each file if it is not asked for all. */
    static Map<Path, String> first(Path database, Path content) throws IOException, InterruptedException {
        Map<Path, String> names = new TreeMap<>();
        run(database, content, List.of()).forEach((file, found) -> names.put(file, String.join(" and ", found)));
        return names;
    }

    private static Map<Path, Set<String>> run(Path database, Path content, List<String> options) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(PROGRAM.toString(), "--no-summary", "--infected", "--disable-cache", "-r", "-d", database.toString()));
        command.addAll(options);
        command.add(content.toString());
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertTrue(process.waitFor() < 2, () -> "clamscan failed: " + out);
        Map<Path, Set<String>> found = new TreeMap<>();
        out.lines().filter(line -> line.endsWith(" FOUND")).forEach(line -> {
            String[] parts = line.substring(0, line.length() - " FOUND".length()).split(": ");
            found.computeIfAbsent(Path.of(parts[0]), any -> new HashSet<>()).add(parts[1].replace(".UNOFFICIAL", ""));
        });
        return found;
    }
}
