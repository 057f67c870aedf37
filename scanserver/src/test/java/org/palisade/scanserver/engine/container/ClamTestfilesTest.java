package org.palisade.scanserver.engine.container;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against ClamAV's own samples: each of them wraps the same program. It prints what is opened and what is not. */
class ClamTestfilesTest {

    private static final Path SAMPLES = Path.of("/usr/share/clamav-testfiles");
    private static final Set<String> NOT_OPENED = Set.of("clam-aspack.exe", "clam-mew.exe", "clam-pespin.exe", "clam-petite.exe", "clam-upack.exe", "clam-upx.exe",
            "clam-wwpack.exe", "clam-yc.exe", "clam.ea05.exe", "clam.ea06.exe", "clam_IScab_int.exe", "clam_ISmsi_ext.exe", "clam_ISmsi_int.exe");

    @TempDir
    private Path folder;

    @BeforeEach
    void theSamplesAreThere() {
        boolean there = Files.isDirectory(SAMPLES);
        assertTrue(there || System.getenv("CI") == null, "package clamav-testfiles is missing");
        assumeTrue(there, "package clamav-testfiles is missing");
    }

    @Test
    void theProgramInsideIsFoundOrTheOutcomeSaysWhyNot() throws IOException {
        byte[] program = Files.readAllBytes(SAMPLES.resolve("clam.exe"));
        TreeMap<String, String> table = new TreeMap<>();
        TreeSet<String> missed = new TreeSet<>();
        try (DirectoryStream<Path> samples = Files.newDirectoryStream(SAMPLES)) {
            for (Path sample : samples) {
                byte[] bytes = Files.readAllBytes(sample);
                Walked walked = Walked.through(bytes, folder);
                boolean found = Arrays.equals(program, bytes) || walked.contents().stream().anyMatch(content -> Arrays.equals(program, content));
                String name = sample.getFileName().toString();
                table.put(name, (found ? "opened" : "NOT FOUND") + " " + walked.reason().map(Enum::name).orElse("") + " " + walked.members().size());
                if (!found) {
                    missed.add(name);
                    assertNotEquals(Optional.empty(), walked.reason(), name + " passes for fully looked at");
                }
            }
        }
        table.forEach((name, line) -> System.out.printf("%-24s %s%n", name, line));
        System.out.println((table.size() - missed.size()) + " of " + table.size() + " opened");
        assertEquals(NOT_OPENED, missed);
    }

    @Test
    void aProgramThatClaimsWhatLiesBehindItHidesNothing() throws IOException {
        byte[] program = Files.readAllBytes(SAMPLES.resolve("clam.exe"));
        TreeSet<String> missed = new TreeSet<>();
        int programs = 0;
        try (DirectoryStream<Path> samples = Files.newDirectoryStream(SAMPLES)) {
            for (Path sample : samples) {
                byte[] bytes = Files.readAllBytes(sample);
                if (bytes[0] != 'M' || bytes[1] != 'Z' || Arrays.equals(program, bytes)) {
                    continue;
                }
                programs++;
                claim(bytes);
                Walked walked = Walked.through(bytes, folder);
                if (walked.contents().stream().noneMatch(content -> Arrays.equals(program, content)) && walked.reason().isEmpty()) {
                    missed.add(sample.getFileName().toString());
                }
            }
        }
        assertTrue(programs > 10, programs + " programs");
        assertEquals(Set.of(), missed);
    }

    /** Lets the last section reach to the end of the file. */
    private static void claim(byte[] program) {
        int header = Little.i32(program, 60);
        int last = header + 24 + Little.u16(program, header + 20) + 40 * (Little.u16(program, header + 6) - 1);
        Packing.put(program, last + 16, Packing.little(program.length - Little.u32(program, last + 20), 4));
    }
}
