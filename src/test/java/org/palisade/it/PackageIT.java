package org.palisade.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The Debian package of the Protection Server and its unit, as they are shipped. */
class PackageIT {

    private static final Path PACKAGE = Path.of("svm/target/palisade-scanserver.deb");
    /** Of 10; systemd calls up to 2 "OK". What is left is the network it serves and the code a JVM makes as it runs. */
    private static final double EXPOSURE = 1.5;

    @TempDir
    static Path root;

    private record Outcome(int exit, String out) {
    }

    private static Outcome run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Outcome(process.waitFor(), out);
    }

    @BeforeAll
    static void unpack() throws Exception {
        Prerequisite.check(Files.isExecutable(Path.of("/usr/bin/dpkg-deb")), "dpkg is not installed");
        Prerequisite.check(Files.isExecutable(Path.of("/usr/bin/systemd-analyze")), "systemd is not installed");
        Outcome unpacked = run("dpkg-deb", "-x", PACKAGE.toString(), root.toString());
        assertEquals(0, unpacked.exit(), unpacked.out());
    }

    @Test
    void thePackageSaysWhatItIs() throws Exception {
        Outcome told = run("dpkg-deb", "--field", PACKAGE.toString(), "Package", "Architecture", "Depends");
        assertEquals(0, told.exit());
        assertTrue(told.out().contains("Package: palisade-scanserver") && told.out().contains("openjdk-17-jre-headless"), told.out());
        Outcome settings = run("dpkg-deb", "--ctrl-tarfile", PACKAGE.toString());
        assertTrue(settings.out().contains("/etc/palisade/scanserver.properties"), "settings an administrator changed survive an upgrade");
    }

    @Test
    void whatIsInsideRuns() throws Exception {
        Path folder = root.resolve("usr/lib/palisade/scanserver");
        Outcome version = run(Path.of(System.getProperty("java.home"), "bin/java").toString(), "@" + folder.resolve("jvm.options"), "-jar",
                folder.resolve("scanserver.jar").toString(), "--version");
        assertEquals(0, version.exit(), version.out());
        assertTrue(version.out().startsWith("scanserver "), version.out());
    }

    @Test
    void theUnitIsValidAndKeptIn() throws Exception {
        Path unit = root.resolve("lib/systemd/system/palisade-scanserver.service");
        // The programs it names are where this machine has them.
        Path checked = root.resolve("palisade-scanserver.service");
        Files.writeString(checked, Files.readString(unit).replace("/usr/bin/java", Path.of(System.getProperty("java.home"), "bin/java").toString()));
        Outcome verified = run("systemd-analyze", "verify", checked.toString());
        assertEquals(0, verified.exit(), verified.out());
        assertEquals("", verified.out(), "not even a warning");
        Outcome security = run("systemd-analyze", "security", "--no-pager", "--offline=true", checked.toString());
        Matcher level = Pattern.compile("exposure level for \\S+: ([0-9.]+)").matcher(security.out());
        assertTrue(level.find(), security.out());
        assertTrue(Double.parseDouble(level.group(1)) <= EXPOSURE, security.out());
        for (String kept : List.of("NoNewPrivileges=yes", "ProtectSystem=strict", "User=palisade-scanserver", "LimitNOFILE=65536")) {
            assertTrue(Files.readAllLines(unit).contains(kept), kept);
        }
    }
}
