package org.palisade.scanserver.engine.signatures;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.palisade.protocol.scan.ScanStatus;
import org.palisade.protocol.scan.Verdict;
import org.palisade.scanserver.engine.EngineContract;
import org.palisade.scanserver.engine.container.ContainerConfig;

/** The same files with the same database, judged by us and by clamscan. */
@Timeout(300)
class DatabaseParityTest {

    private static final byte[] ONE = Sets.ascii("\u0001the first sample, of about forty bytes\u0002");
    private static final byte[] TWO = Sets.ascii("\u0001the second one, which is somewhat longer than that\u0003");

    private static final byte[] THREE = Sets.ascii("\u0001and a third\u0004");

    @TempDir
    private Path root;
    private Path database;
    private Path content;
    private final Map<String, List<String>> written = new LinkedHashMap<>();

    @BeforeEach
    void makeFolders() throws IOException {
        Clamscan.assumeInstalled();
        database = Files.createDirectory(root.resolve("db"));
        content = Files.createDirectory(root.resolve("files"));
    }

    private void database(String file, String... lines) throws IOException {
        Files.write(database.resolve(file), List.of(lines));
        written.put(file, List.of(lines));
    }

    private void file(String name, byte[] bytes) throws IOException {
        Files.write(content.resolve(name), bytes);
    }

    /** Compares what each finds; ours is the first of theirs or any of them, for they list all. Gives what we find. */
    private Map<String, String> compare(boolean unwanted) throws IOException, InterruptedException {
        Map<Path, Set<String>> theirs = unwanted ? Clamscan.scan(database, content, "--detect-pua") : Clamscan.scan(database, content);
        SignatureEngine engine = new SignatureEngine(new SignaturesConfig(database, Optional.empty(), unwanted, 1 << 20), ContainerConfig.defaults(root.resolve("spool")));
        Map<String, String> ours = new TreeMap<>();
        try (Stream<Path> files = Files.list(content)) {
            for (Path file : files.sorted().toList()) {
                Verdict verdict = EngineContract.judge(engine, Files.readAllBytes(file), 50_000, true);
                Set<String> expected = theirs.getOrDefault(file, Set.of());
                String name = file.getFileName().toString();
                if (expected.isEmpty()) {
                    assertEquals("", verdict.threat(), name);
                } else {
                    assertTrue(expected.contains(verdict.threat()), name + ": we " + verdict + ", they " + expected + ", " + written);
                    ours.put(name, verdict.threat());
                }
            }
        }
        return ours;
    }

    @Test
    void hashesOfAllKinds() throws IOException, InterruptedException {
        file("one", ONE);
        file("two", TWO);
        file("three", THREE);
        file("zip", Sets.zip("in/one", ONE, "two", Sets.noise(100)));
        file("nested", Sets.zip("z", Sets.zip("two", TWO)));
        for (Algorithm algorithm : Algorithm.all()) {
            database("a.hsb", Sets.line(algorithm, ONE, "One"), Sets.hex(algorithm, TWO) + ":*:Two:73", Sets.hex(algorithm, THREE) + ":7:Wrong.Size");
            assertEquals(Map.of("one", "One", "two", "Two", "zip", "One", "nested", "Two"), compare(false));
        }
        database("b.hdb", Sets.line(Algorithm.MD5, THREE, "Md5"), Sets.line(Algorithm.SHA256, ONE, "Future") + ":9999");
        assertEquals("Md5", compare(false).get("three"));
    }

    @Test
    void unwantedApplications() throws IOException, InterruptedException {
        file("one", ONE);
        file("two", TWO);
        database("a.hdu", Sets.line(Algorithm.MD5, ONE, "One"));
        database("a.hsu", Sets.line(Algorithm.SHA256, TWO, "Two"));
        assertEquals(Map.of(), compare(false));
        assertEquals(Map.of("one", "One", "two", "Two"), compare(true));
    }

    @Test
    void whitelists() throws IOException, InterruptedException {
        file("one", ONE);
        file("zip", Sets.zip("one", ONE));
        byte[] outer = Sets.zip("inner.zip", Sets.zip("one", ONE, "two", TWO));
        file("outer", outer);
        database("a.hdb", Sets.line(Algorithm.MD5, ONE, "Hash"));
        database("a.ndb", "Body:0:*:" + Sets.hex("second one, which"));
        assertEquals(3, compare(false).size());
        database("a.fp", Sets.line(Algorithm.MD5, ONE, "Good"));
        assertEquals(Map.of("outer", "Body"), compare(false));
        database("a.fp", Sets.line(Algorithm.SHA256, outer, "Good"));
        assertEquals(Set.of("one", "zip"), compare(false).keySet());
        database("a.fp", Sets.line(Algorithm.SHA1, Sets.zip("one", ONE, "two", TWO), "Good"));
        assertEquals(Set.of("one", "zip"), compare(false).keySet());
        database("a.fp", Sets.hex(Algorithm.SHA1, ONE) + ":*:Good:73");
        assertEquals(Map.of("outer", "Body"), compare(false));
        database("a.fp", Sets.hex(Algorithm.SHA1, ONE) + ":7:Good");
        assertEquals(3, compare(false).size());
        database("a.sfp", Sets.line(Algorithm.SHA256, ONE, "Good"), Sets.line(Algorithm.SHA256, TWO, "Good"));
        assertEquals(Map.of(), compare(false));
    }

    @Test
    void ignoredNames() throws IOException, InterruptedException {
        file("one", ONE);
        file("two", TWO);
        String hash = Sets.line(Algorithm.MD5, ONE, "Hash");
        String body = "Body:0:*:" + Sets.hex("second one, which");
        database("a.hdb", hash);
        database("a.ndb", body);
        for (String line : List.of("Hash", "Body", "Hash:" + Sets.hex(Algorithm.MD5, Sets.ascii(hash)), "Body:" + Sets.hex(Algorithm.MD5, Sets.ascii(body)))) {
            database("a.ign2", line);
            assertEquals(1, compare(false).size(), line);
        }
        for (String line : List.of("Other", "Body:" + "0".repeat(32), "Hash:" + "f".repeat(32))) {
            database("a.ign2", line);
            assertEquals(2, compare(false).size(), line);
        }
    }

    @Test
    void sectionsOfPrograms() throws IOException, InterruptedException {
        byte[] program = Programs.withSections(Sets.noise(1536), Sets.noise(700));
        file("program", program);
        file("zip", Sets.zip("program.exe", program));
        file("text", Sets.ascii("MZ is no program"));
        byte[] first = java.util.Arrays.copyOfRange(program, 1024, 1024 + 1536);
        byte[] second = java.util.Arrays.copyOfRange(program, 1024 + 1536, 1024 + 1536 + 1024);
        for (Algorithm algorithm : Algorithm.all()) {
            database("a." + (algorithm == Algorithm.MD5 ? "mdb" : "msb"), "1536:" + Sets.hex(algorithm, first) + ":First");
            assertEquals(Map.of("program", "First", "zip", "First"), compare(false));
            Files.delete(database.resolve("a." + (algorithm == Algorithm.MD5 ? "mdb" : "msb")));
        }
        database("a.mdb", "1024:" + Sets.hex(Algorithm.MD5, second) + ":Second");
        assertEquals(Map.of("program", "Second", "zip", "Second"), compare(false));
        database("a.mdb", "700:" + Sets.hex(Algorithm.MD5, Sets.noise(700)) + ":Not.Aligned", "*:" + Sets.hex(Algorithm.MD5, first) + ":Any:73");
        assertEquals(Map.of("program", "Any", "zip", "Any"), compare(false));
        database("a.mdb", "1536:" + Sets.hex(Algorithm.MD5, second) + ":Other");
        assertEquals(Map.of(), compare(false));
    }

    @Test
    void whatContainersSayAboutTheirMembers() throws IOException, InterruptedException {
        byte[] inner = Sets.zip("Inner.EXE.txt", ONE, "b.dat", TWO, "sub/c.dat", Sets.noise(50));
        file("a.zip", inner);
        file("n.zip", Sets.zip("a.zip", inner, "x", Sets.noise(9)));
        file("plain", ONE);
        for (String fields : List.of("*:*:Inner:*:*:*:*", "CL_TYPE_ZIP:*:inner:*:*:*:*", "CL_TYPE_ZIP:*:^b.dat$:*:*:*:*", "CL_TYPE_ZIP:*:c\\.dat:*:*:*:*",
                "CL_TYPE_ZIP:*:^sub/c:*:*:*:*", "CL_TYPE_POSIX_TAR:*:b.dat:*:*:*:*", "*:*:b.dat:*:" + TWO.length + ":*:*", "*:*:b.dat:*:1-" + TWO.length + ":*:*",
                "*:*:b.dat:*:1-20:*:*", "*:*:b.dat:*:*:1:*", "*:*:b.dat:*:*:0:*", "*:*:b.dat:*:*:*:1", "*:*:b.dat:*:*:*:2", "*:*:dat$:*:*:*:3", "*:*:.*:*:*:*:0",
                "CL_TYPE_ZIP:" + inner.length + ":b.dat:*:*:*:*", "CL_TYPE_ZIP:1-10:b.dat:*:*:*:*", "*:*:*:*:" + TWO.length + ":*:*", "CL_TYPE_ANY:*:b.dat:*:*:*:*",
                "CL_TYPE_ZIP:*:a.zip:*:*:*:*", "*:*:^(a|b)[.](dat|zip)$:*:*:*:*", "*:*:x:9:9:*:*", "*:*:^x$:1-20:9:*:*")) {
            database("a.cdb", "Meta:" + fields + ":*:*");
            compare(false);
        }
        assertTrue(compare(false).size() > 0);
    }

    @Test
    void textsInTheirNormalForm() throws IOException, InterruptedException {
        file("plain.txt", Sets.ascii("Some Plain  TEXT here\nAnother   Line With Words\n"));
        file("script.sh", Sets.ascii("#!/bin/sh\nSome Plain  TEXT here\nAnother   Line With Words\n"));
        file("latin1.txt", "Caf\u00e9 Some Plain  TEXT here\nAnother   Line With Words\n".getBytes(StandardCharsets.ISO_8859_1));
        file("utf8.txt", "Caf\u00e9 Some Plain  TEXT here\nAnother   Line With Words\n".getBytes(StandardCharsets.UTF_8));
        file("wide.txt", ("\ufeffSome Plain  TEXT here\nAnother   Line With Words\n").getBytes(StandardCharsets.UTF_16LE));
        file("page.html", Sets.ascii("<html><body>\nSome Plain  TEXT here\nAnother   Line With Words\n<A HREF=\"X.Html\">Q</A></body></html>\n"));
        file("zip", Sets.zip("plain.txt", Sets.ascii("Some Plain  TEXT here\nAnother   Line With Words\n")));
        file("noise", Sets.noise(3000));
        int found = 0;
        for (String line : List.of("7:*:" + Sets.hex("plain text here another line"), "0:*:" + Sets.hex("plain text here another line"), "7:*:" + Sets.hex("Plain  TEXT here"),
                "3:*:" + Sets.hex("Plain  TEXT here"), "7:0:" + Sets.hex("some plain text"), "7:EOF-6:" + Sets.hex("words "), "3:0:" + Sets.hex("<html><body>some"),
                "3:EOF-14:" + Sets.hex("</body></html>"), "3:*:" + Sets.hex("<a href=\"x.html\">q</a>"), "3:*:" + Sets.hex("plain text here another line"))) {
            database("a.ndb", "Text:" + line);
            found += compare(false).size();
        }
        assertTrue(found > 20, "the cases prove little: " + found);
    }

    @Test
    void whatIsNamedFirstOfSeveral() throws IOException, InterruptedException {
        file("one", ONE);
        file("zip", Sets.zip("one", ONE));
        file("program", Programs.withSections(ONE, TWO));
        byte[] program = Programs.withSections(ONE, TWO);
        database("a.hdb", Sets.line(Algorithm.MD5, ONE, "Hash"), Sets.line(Algorithm.MD5, program, "Hash.Program"));
        database("a.ldb", "Logic;Engine:51-255,Target:0;0&1;" + Sets.hex("first sample") + ";" + Sets.hex("forty bytes"));
        database("a.mdb", "512:" + Sets.hex(Algorithm.MD5, java.util.Arrays.copyOfRange(program, 1024, 1536)) + ":Section");
        assertEquals(Map.of("one", "Hash", "zip", "Hash", "program", "Hash.Program"), compareFirst());
        Files.delete(database.resolve("a.hdb"));
        assertEquals(Set.of("one", "zip", "program"), compareFirst().keySet());
        database("a.ndb", "Body:0:*:" + Sets.hex("sample, of about"));
        database("a.hdb", Sets.line(Algorithm.MD5, ONE, "Hash"));
        assertEquals(Map.of("one", "Body", "zip", "Body", "program", "Body"), compareFirst());
    }

    /** As {@link #compare}, but they too give one name only. */
    private Map<String, String> compareFirst() throws IOException, InterruptedException {
        Map<String, String> theirs = new TreeMap<>();
        Clamscan.first(database, content).forEach((file, name) -> theirs.put(file.getFileName().toString(), name));
        Map<String, String> ours = compare(false);
        assertEquals(theirs, ours);
        return ours;
    }

    @Test
    void filesOfThisMachineAreClean() throws IOException, InterruptedException {
        // A mix of kinds, with a database of hashes and bodies that none of them has.
        byte[] none = Sets.noise(64);
        database("a.ndb", "None:0:*:" + HexFormat.of().formatHex(none), "None.Text:7:*:" + Sets.hex("no such text anywhere, we hope"));
        database("a.hsb", Sets.hex(Algorithm.SHA256, none) + ":*:None.Hash:73", Sets.hex(Algorithm.MD5, none) + ":*:None.Md5:73");
        SignatureEngine engine = Sets.engine(database);
        int clean = 0;
        int all = 0;
        for (String folder : List.of("/usr/share/doc/bash", "/usr/share/doc/coreutils", "/usr/share/doc/git", "/usr/share/perl5/Debconf", "/usr/share/pixmaps")) {
            if (Files.isDirectory(Path.of(folder))) {
                try (Stream<Path> files = Files.walk(Path.of(folder))) {
                    for (Path file : files.filter(Files::isRegularFile).filter(Files::isReadable).limit(200).toList()) {
                        Verdict verdict = EngineContract.judge(engine, Files.readAllBytes(file), 100_000, true);
                        assertEquals("", verdict.threat(), file.toString());
                        all++;
                        clean += verdict.status() == ScanStatus.CLEAN ? 1 : 0;
                    }
                }
                assertEquals(Map.of(), Clamscan.scan(database, Path.of(folder)));
            }
        }
        assertTrue(clean >= all * 98 / 100, clean + " clean of " + all);
    }
}
