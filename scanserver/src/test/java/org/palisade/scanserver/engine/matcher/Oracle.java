package org.palisade.scanserver.engine.matcher;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Assumptions;

/** What clamscan says of files. Where it is not installed tests are skipped, except in the build that counts. */
final class Oracle {

    private static final Path CLAMSCAN = Path.of("/usr/bin/clamscan");

    private final Path folder;

    Oracle(Path folder) {
        this.folder = folder;
        if (!Files.isExecutable(CLAMSCAN)) {
            if (System.getenv("CI") != null) {
                fail("clamscan is not installed (Debian package clamav)");
            }
            Assumptions.abort("clamscan is not installed (Debian package clamav)");
        }
    }

    /** Names found by file name, in the order reported. */
    Map<String, List<String>> judge(Map<String, List<String>> databases, Map<String, byte[]> files, boolean all) throws IOException, InterruptedException {
        Path database = Files.createTempDirectory(folder, "db");
        for (Map.Entry<String, List<String>> one : databases.entrySet()) {
            Files.write(database.resolve(one.getKey()), one.getValue());
        }
        Path content = Files.createTempDirectory(folder, "files");
        for (Map.Entry<String, byte[]> one : files.entrySet()) {
            Files.write(content.resolve(one.getKey()), one.getValue());
        }
        Path log = folder.resolve("log");
        List<String> command = new ArrayList<>(List.of(CLAMSCAN.toString(), "--no-summary", "--infected", "-r", "-d", database.toString(), content.toString()));
        if (all) {
            command.add("--allmatch");
        }
        int code = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start().waitFor();
        List<String> lines = Files.readAllLines(log);
        assertTrue(code <= 1, () -> "clamscan failed: " + lines.subList(0, Math.min(5, lines.size())));
        Map<String, List<String>> found = new TreeMap<>();
        for (String line : lines) {
            if (line.endsWith(".UNOFFICIAL FOUND")) {
                String[] parts = line.substring(0, line.length() - ".UNOFFICIAL FOUND".length()).split(": ");
                List<String> names = found.computeIfAbsent(Path.of(parts[0]).getFileName().toString(), any -> new ArrayList<>());
                if (!names.contains(parts[1])) {
                    names.add(parts[1]);
                }
            }
        }
        return found;
    }
}
