package org.palisade.scanserver.engine.signatures;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SignatureLoaderTest {

    private static final byte[] SAMPLE = Sets.ascii("a sample of some bytes");

    @TempDir
    private Path folder;

    private Coverage.Kind kind(String name) throws IOException {
        return Sets.load(folder).coverage().kinds().get(name);
    }

    private void write(String file, String... lines) throws IOException {
        Files.write(folder.resolve(file), List.of(lines));
    }

    @Test
    void eachKindIsCountedByWhatWasLoadedAndWhatWasNot() throws IOException {
        write("a.hdb", Sets.line(Algorithm.MD5, SAMPLE, "One"), "# remark", "", "nonsense");
        write("a.hsb", Sets.line(Algorithm.SHA256, SAMPLE, "Two"), Sets.line(Algorithm.SHA1, SAMPLE, "Three"), Sets.line(Algorithm.SHA1, SAMPLE, "Three"));
        write("a.mdb", SAMPLE.length + ":" + Sets.hex(Algorithm.MD5, SAMPLE) + ":Section");
        write("a.imp", "one:2:3", "two:3:4");
        write("a.yara", "rule a { condition: true }");
        write("a.unheard", "of");
        write("a.pdb", "R:x:y");
        Coverage coverage = Sets.load(folder).coverage();
        assertEquals(Map.of("hdb", new Coverage.Kind(1, Map.of("malformed", 1)), "hsb", new Coverage.Kind(2, Map.of("duplicate", 1)), "mdb", new Coverage.Kind(1, Map.of()),
                "imp", new Coverage.Kind(0, Map.of("not used by this engine", 2)), "pdb", new Coverage.Kind(0, Map.of("not used by this engine", 1)),
                "yara", new Coverage.Kind(0, Map.of("not used by this engine", 1))), coverage.kinds());
        assertEquals(4, coverage.loaded());
        assertEquals(6, coverage.skipped());
        assertEquals("hdb 1 (malformed 1), hsb 2 (duplicate 1), imp 0 (not used by this engine 2), mdb 1, pdb 0 (not used by this engine 1), "
                + "yara 0 (not used by this engine 1)", coverage.toString());
    }

    @Test
    void hashLinesThatBreakTheFormatAreSkippedByReason() throws IOException {
        String md5 = Sets.hex(Algorithm.MD5, SAMPLE);
        write("a.hdb", md5 + ":22", md5 + ":0:Zero", md5 + ":-1:Minus", md5 + ":*:NoLevel", md5 + ":*:LowLevel:72", md5 + ":22:Level.Future:999", md5 + ":22:Level.Past:1:100",
                md5 + ":22:A:1:2:3", md5.substring(1) + ":22:Short", md5.replace('a', 'g').replace('1', 'x') + ":22:NoHex", md5 + ":22:Bad Name", md5 + ":22:",
                md5 + ":99999999999999999999:Big", md5.toUpperCase(java.util.Locale.ROOT) + ":22:Upper", "  " + md5 + ":23:Padded \t\r");
        assertEquals(new Coverage.Kind(2, Map.of("malformed", 9, "size * without level 73", 2, "functionality level", 2)), kind("hdb"));
    }

    @Test
    void unwantedApplicationsAreLoadedOnlyIfAskedFor() throws IOException {
        write("a.hdu", Sets.line(Algorithm.MD5, SAMPLE, "Unwanted"));
        write("a.hsu", Sets.line(Algorithm.SHA256, SAMPLE, "Unwanted"));
        write("a.msu", SAMPLE.length + ":" + Sets.hex(Algorithm.SHA256, SAMPLE) + ":Section");
        SignatureSet without = Sets.load(folder);
        assertEquals(0, without.coverage().loaded());
        assertEquals(3, without.coverage().skipped());
        SignatureSet with = new SignatureLoader(new SignaturesConfig(folder, Optional.empty(), true, 1)).load(SignatureSet.builtIn());
        assertEquals(3, with.coverage().loaded());
        assertNotEquals(without.label(), with.label());
    }

    @Test
    void ignoredSignaturesAreLeftOutWhereverTheirFileStands() throws IOException {
        String line = Sets.line(Algorithm.MD5, SAMPLE, "Two");
        write("a.hdb", Sets.line(Algorithm.SHA1, SAMPLE, "One"), line, Sets.line(Algorithm.SHA256, SAMPLE, "Three"), Sets.line(Algorithm.SHA256, Sets.ascii("b"), "Four"));
        write("z.ign2", "One", "Two:" + Sets.hex(Algorithm.MD5, Sets.ascii(line)), "Three:" + "0".repeat(32), "Broken:12");
        write("z.ign", "a.hdb:4:Four");
        SignatureSet set = Sets.load(folder);
        assertEquals(new Coverage.Kind(1, Map.of("ignored by name", 3)), set.coverage().kinds().get("hdb"));
        assertEquals(new Coverage.Kind(3, Map.of("malformed", 1)), set.coverage().kinds().get("ign2"));
        assertTrue(set.objects().has(Algorithm.SHA256, Algorithm.SHA256.computation().digest(SAMPLE), SAMPLE.length));
    }

    @Test
    void junkCostsNothingButACount() throws IOException {
        ByteArrayOutputStream junk = new ByteArrayOutputStream();
        junk.write(Sets.noise(300_000));
        junk.write('\n');
        junk.write("a".repeat(10 << 20).getBytes(StandardCharsets.US_ASCII));
        junk.write('\n');
        junk.write(Sets.ascii(Sets.line(Algorithm.MD5, SAMPLE, "Behind.It")));
        for (String file : List.of("a.hdb", "a.mdb", "a.fp", "a.cdb", "a.ndb", "a.ldb", "a.imp")) {
            Files.write(folder.resolve(file), junk.toByteArray());
        }
        Files.write(folder.resolve("a.ign2"), Sets.noise(300_000));
        SignatureSet set = Sets.load(folder);
        assertTrue(set.objects().has(Algorithm.MD5, Algorithm.MD5.computation().digest(SAMPLE), SAMPLE.length));
        assertEquals(1, set.coverage().kinds().get("hdb").loaded());
        assertEquals(1, set.coverage().kinds().get("hdb").skipped().get("line too long"));
        assertFalse(set.coverage().kinds().get("hdb").skipped().get("malformed") < 100);
        assertEquals(0, set.coverage().kinds().get("cdb").loaded());
    }

    @Test
    void containerSignaturesAreReadOrSkipped() throws IOException {
        write("a.cdb", "Good:CL_TYPE_ZIP:100-200:\\.exe$:*:1-5:1:1:*:*", "Any:*:*:*:*:*:*:*:*:*:1:300", "BadRegex:*:*:a(:*:*:*:*:*:*", "Back:*:*:(a)\\1:*:*:*:*:*:*",
                "Few:*:*:a:*:*:*:*:*", "Type:zip:*:a:*:*:*:*:*:*", "Old:*:*:a:*:*:*:*:*:*:1:5");
        assertEquals(new Coverage.Kind(2, Map.of("regular expression", 2, "malformed", 2, "functionality level", 1)), kind("cdb"));
    }

    @Test
    void aLoadCanBeGivenUp() throws IOException {
        write("a.hdb", Sets.line(Algorithm.MD5, SAMPLE, "One"));
        SignatureLoader loader = new SignatureLoader(SignaturesConfig.defaults(folder));
        loader.cancel();
        assertThrows(InterruptedIOException.class, () -> loader.load(SignatureSet.builtIn()));
    }
}
