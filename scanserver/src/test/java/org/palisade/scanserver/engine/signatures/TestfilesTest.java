package org.palisade.scanserver.engine.signatures;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.palisade.protocol.scan.ScanStatus;
import org.palisade.protocol.scan.Verdict;
import org.palisade.scanserver.engine.EngineContract;

/** The samples of Debian's package {@code clamav-testfiles} all hold the same program, in 44 formats. With its digest clamscan finds it in all of them. */
@Timeout(120)
class TestfilesTest {

    private static final Path SAMPLES = Path.of("/usr/share/clamav-testfiles");
    /** MD5 of the 544 bytes. */
    private static final String SIGNATURE = "aa15bcf478d165efd2065190eb473bcb:544:Clam.Test";

    @TempDir
    private Path folder;

    @Test
    void theProgramIsFoundInAtLeast20OfThemAndNoOtherIsCalledClean() throws IOException, InterruptedException {
        if (!Files.isDirectory(SAMPLES)) {
            if (System.getenv("CI") != null) {
                fail("Debian package clamav-testfiles is not installed");
            }
            Assumptions.abort("Debian package clamav-testfiles is not installed");
        }
        Clamscan.assumeInstalled();
        Files.write(folder.resolve("clam.hdb"), List.of(SIGNATURE));
        SignatureEngine engine = Sets.engine(folder);
        Set<String> found = new TreeSet<>();
        Set<String> others = new TreeSet<>();
        try (Stream<Path> files = Files.list(SAMPLES)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Verdict verdict = EngineContract.judge(engine, Files.readAllBytes(file), 4096, true);
                if (verdict.threat().equals("Clam.Test")) {
                    found.add(file.getFileName().toString());
                } else {
                    others.add(file.getFileName() + " " + verdict.status() + " " + verdict.reason());
                    assertEquals(ScanStatus.NOT_FULLY_SCANNED, verdict.status(), file.toString());
                }
            }
        }
        assertEquals(44, Clamscan.scan(folder, SAMPLES).size());
        assertEquals(44, found.size() + others.size());
        assertTrue(found.size() >= 20, () -> "found in " + found + ", not in " + others);
        System.getLogger(TestfilesTest.class.getName()).log(System.Logger.Level.INFO, "found in {0} of 44; not in {1}", found.size(), others);
    }
}
