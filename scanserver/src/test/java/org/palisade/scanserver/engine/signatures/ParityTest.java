package org.palisade.scanserver.engine.signatures;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.palisade.scanserver.engine.EngineContract;

/** Planted matches and near misses, judged by us and by clamscan with the same signatures, one signature at a time. */
@Timeout(300)
class ParityTest {

    private static final Path CLAMSCAN = Path.of("/usr/bin/clamscan");
    /** A hexadecimal body, and pieces that do or do not make a match of it; {@code _} is a byte of noise. */
    private static final String[][] CASES = {
        {"*:a1b2c3d4e5f60718", "a1b2c3d4e5f60718", "a1b2c3d4e5f60719", "____a1b2c3d4e5f60718____"},
        {"*:a1b2c3??e5f60718", "a1b2c3_e5f60718", "a1b2c4_e5f60718"},
        {"*:a1b2c3d?e5?60718", "a1b2c3dae5a60718", "a1b2c3dae5a70718", "a1b2c3cae5a60718"},
        {"*:a1b2c3d4*e5f60718", "a1b2c3d4e5f60718", "a1b2c3d4____________e5f60718", "e5f60718__a1b2c3d4"},
        {"*:a1b2c3d4{3}e5f60718", "a1b2c3d4___e5f60718", "a1b2c3d4__e5f60718", "a1b2c3d4____e5f60718"},
        {"*:a1b2c3d4{2-4}e5f60718", "a1b2c3d4_e5f60718", "a1b2c3d4__e5f60718", "a1b2c3d4____e5f60718", "a1b2c3d4_____e5f60718"},
        {"*:a1b2c3d4{-2}e5f60718", "a1b2c3d4e5f60718", "a1b2c3d4__e5f60718", "a1b2c3d4___e5f60718"},
        {"*:a1b2c3d4{2-}e5f60718", "a1b2c3d4_e5f60718", "a1b2c3d4__e5f60718", "a1b2c3d4_________e5f60718"},
        {"*:a1b2c3d4{1-3}e5f60718{1-3}99887766", "a1b2c3d4__e5f60718_e5f60718_99887766", "a1b2c3d4____e5f60718_99887766", "a1b2c3d4_e5f60718___99887766"},
        {"*:a1b2c3(d4|e5)f60718", "a1b2c3d4f60718", "a1b2c3e5f60718", "a1b2c3a5f60718"},
        {"*:a1b2c3(d4e5|f6a7|1122)f60718", "a1b2c3f6a7f60718", "a1b2c3f6a8f60718"},
        {"0:a1b2c3d4e5f60718", "a1b2c3d4e5f60718", "_a1b2c3d4e5f60718"},
        {"4:a1b2c3d4e5f60718", "____a1b2c3d4e5f60718", "___a1b2c3d4e5f60718", "_____a1b2c3d4e5f60718"},
        {"2,3:a1b2c3d4e5f60718", "_a1b2c3d4e5f60718", "__a1b2c3d4e5f60718", "_____a1b2c3d4e5f60718", "______a1b2c3d4e5f60718"},
        {"EOF-10:a1b2c3d4e5f60718", "____a1b2c3d4e5f60718__", "____a1b2c3d4e5f60718_", "____a1b2c3d4e5f60718___"},
    };

    @TempDir
    private Path folder;

    @Test
    void weFindWhatClamscanFindsAndNothingElse() throws IOException, InterruptedException {
        if (!Files.isExecutable(CLAMSCAN)) {
            if (System.getenv("CI") != null) {
                fail("clamscan is not installed (Debian package clamav)");
            }
            Assumptions.abort("clamscan is not installed (Debian package clamav)");
        }
        List<String> lines = new ArrayList<>();
        Map<Path, byte[]> files = new TreeMap<>();
        Path content = Files.createDirectory(folder.resolve("files"));
        for (int i = 0; i < CASES.length; i++) {
            // A second file type of the same database tells the cases apart: every one has bytes of its own.
            String own = String.format("%02x", i);
            String[] parts = CASES[i][0].split(":");
            lines.add("Case" + i + ":0:" + parts[0] + ":" + parts[1].replace("a1b2", "a1" + own));
            for (int k = 1; k < CASES[i].length; k++) {
                byte[] bytes = bytes(CASES[i][k].replace("a1b2", "a1" + own), i * 100 + k);
                Path file = content.resolve("case-" + i + "-" + k);
                Files.write(file, bytes);
                files.put(file, bytes);
            }
        }
        Path database = Files.createDirectory(folder.resolve("db"));
        Files.write(database.resolve("parity.ndb"), lines);
        Map<Path, Set<String>> theirs = clamscan(database, content);
        SignatureEngine ours = Sets.engine(database);
        assertEquals(CASES.length, ours.coverage().loaded());
        int infected = 0;
        for (Map.Entry<Path, byte[]> file : files.entrySet()) {
            String threat = EngineContract.judge(ours, file.getValue(), 11).threat();
            Set<String> expected = theirs.getOrDefault(file.getKey(), Set.of());
            assertEquals(expected, threat.isEmpty() ? Set.of() : Set.of(threat), file.getKey().getFileName() + " " + HexFormat.of().formatHex(file.getValue()));
            infected += threat.isEmpty() ? 0 : 1;
        }
        assertTrue(infected >= CASES.length && infected < files.size(), "the cases prove nothing: " + infected + " of " + files.size());
    }

    private static byte[] bytes(String pieces, int seed) {
        Random noise = new Random(seed);
        StringBuilder hex = new StringBuilder();
        for (char c : pieces.toCharArray()) {
            hex.append(c == '_' ? String.format("%02x", 0x30 + noise.nextInt(8)) : String.valueOf(c));
        }
        return HexFormat.of().parseHex(hex);
    }

    private Map<Path, Set<String>> clamscan(Path database, Path content) throws IOException, InterruptedException {
        Path log = folder.resolve("log");
        Process process = new ProcessBuilder(CLAMSCAN.toString(), "--no-summary", "--infected", "--allmatch", "-r", "-d", database.toString(), content.toString())
                .redirectErrorStream(true).redirectOutput(log.toFile()).start();
        assertEquals(1, process.waitFor(), () -> "clamscan failed");
        Map<Path, Set<String>> found = new TreeMap<>();
        for (String line : Files.readAllLines(log)) {
            if (line.endsWith(" FOUND")) {
                String[] parts = line.substring(0, line.length() - " FOUND".length()).split(": ");
                found.computeIfAbsent(Path.of(parts[0]), any -> new HashSet<>()).add(parts[1].replace(".UNOFFICIAL", ""));
            }
        }
        return found;
    }
}
