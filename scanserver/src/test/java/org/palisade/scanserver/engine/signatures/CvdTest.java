package org.palisade.scanserver.engine.signatures;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.palisade.scanserver.engine.EngineContract;
import org.palisade.scanserver.engine.container.ContainerConfig;

class CvdTest {

    // A key for tests: the product of two fixed primes of 512 bits.
    private static final BigInteger P = BigInteger.TWO.pow(511).add(BigInteger.valueOf(111)).nextProbablePrime();
    private static final BigInteger Q = BigInteger.TWO.pow(510).add(BigInteger.valueOf(222)).nextProbablePrime();
    private static final BigInteger MODULUS = P.multiply(Q);
    private static final BigInteger EXPONENT = BigInteger.valueOf(65537);
    private static final CvdKey KEY = new CvdKey(MODULUS, EXPONENT);
    private static final String DIGITS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+/";
    private static final byte[] SAMPLE = Sets.ascii("a sample for archives of signatures");
    private static final String LINE = Sets.line(Algorithm.MD5, SAMPLE, "In.Archive");

    @TempDir
    private Path root;
    private Path folder;
    private Path trusted;

    @BeforeEach
    void makeFolders() throws IOException {
        folder = Files.createDirectory(root.resolve("signatures"));
        trusted = Files.createDirectory(root.resolve("trusted"));
    }

    private static String sign(String md5) {
        BigInteger secret = EXPONENT.modInverse(P.subtract(BigInteger.ONE).multiply(Q.subtract(BigInteger.ONE)));
        BigInteger number = new BigInteger(md5, 16).modPow(secret, MODULUS);
        StringBuilder digits = new StringBuilder();
        while (number.signum() > 0) {
            digits.append(DIGITS.charAt(number.intValue() & 63));
            number = number.shiftRight(6);
        }
        return digits.toString();
    }

    private static byte[] tar(Map<String, String> files) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (TarArchiveOutputStream tar = new TarArchiveOutputStream(bytes)) {
            for (Map.Entry<String, String> file : files.entrySet()) {
                TarArchiveEntry entry = new TarArchiveEntry(file.getKey());
                byte[] content = file.getValue().getBytes(StandardCharsets.ISO_8859_1);
                entry.setSize(content.length);
                tar.putArchiveEntry(entry);
                tar.write(content);
                tar.closeArchiveEntry();
            }
        }
        return bytes.toByteArray();
    }

    private static byte[] gzip(byte[] content) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
            gzip.write(content);
        }
        return bytes.toByteArray();
    }

    private static byte[] archive(String md5, String signature, byte[] body) throws IOException {
        String header = "ClamAV-VDB:24 Nov 2026 10-00 +0000:27:1:60:" + md5 + ":" + signature + ":test:1795514400";
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.write(Arrays.copyOf(Sets.ascii(header + " ".repeat(512 - header.length())), 512));
        bytes.write(body);
        return bytes.toByteArray();
    }

    private static byte[] signed(Map<String, String> files) throws IOException {
        byte[] body = gzip(tar(files));
        String md5 = Sets.hex(Algorithm.MD5, body);
        return archive(md5, sign(md5), body);
    }

    private SignatureSet load(SignatureSet before) throws IOException {
        return new SignatureLoader(Sets.trusting(folder, trusted), KEY).load(before);
    }

    private SignatureSet load() throws IOException {
        return load(SignatureSet.builtIn());
    }

    private static boolean knows(SignatureSet set) {
        return set.objects().has(Algorithm.MD5, Algorithm.MD5.computation().digest(SAMPLE), SAMPLE.length);
    }

    @Test
    void theSchemeAndTheKeyAreThoseOfPublishedArchives() {
        // The header of a daily.cvd of 2017, as many documents quote it.
        String md5 = "c1537143239006af01e814a4dcd58a48";
        String signature = "QC2ZncCPK0AzfYPW8OKvde9GFOO1HyH5qbozl9JZbmlOmZnSV55zWaP9yH9tXiS+JmZWA1277X6pBeTHPCcaqUDakke4W58duZ5mavDGJoWekl3q/5RgVeAg39cM1X4zNf6gER8G+HIWDUka0sRQ"
                + "Wal1KXAb1UWkFoKsbHVqgVi";
        assertTrue(CvdKey.CLAMAV.signed(md5, signature));
        assertFalse(CvdKey.CLAMAV.signed(md5.replace('c', 'd'), signature));
        assertFalse(CvdKey.CLAMAV.signed(md5, "R" + signature.substring(1)));
        assertFalse(CvdKey.CLAMAV.signed(md5, signature + "b"));
        assertFalse(KEY.signed(md5, signature));
        for (String none : List.of("", "!", "a".repeat(5000))) {
            assertFalse(CvdKey.CLAMAV.signed(md5, none));
        }
        assertFalse(CvdKey.CLAMAV.signed("0".repeat(32), "a"), "zero signs zero");
    }

    @Test
    void aSignedArchiveIsLoadedWithWhatIgnoresAndAllowsInIt() throws IOException {
        Files.write(folder.resolve("main.cvd"), signed(Map.of("main.hdb", LINE + "\n" + Sets.line(Algorithm.SHA1, SAMPLE, "Out") + "\n", "COPYING", "text\n", "main.info", "x:1:2\n",
                "main.ign2", "Out\n", "main.sfp", Sets.line(Algorithm.SHA256, Sets.ascii("q"), "q") + "\n", "main.cbc", "bytecode")));
        SignatureSet set = load();
        assertTrue(knows(set));
        assertEquals(Map.of("hdb", new Coverage.Kind(1, Map.of("ignored by name", 1)), "ign2", new Coverage.Kind(1, Map.of()), "sfp", new Coverage.Kind(1, Map.of()),
                "cbc", new Coverage.Kind(0, Map.of("not used by this engine", 1))), set.coverage().kinds());
        assertEquals(List.of(new Coverage.Database("main.cvd", 27, Instant.ofEpochSecond(1795514400), true)), set.coverage().databases());
    }

    @Test
    void anArchiveThatWasTamperedWithIsRefusedWholeAndCounted() throws IOException {
        byte[] good = signed(Map.of("main.hdb", LINE + "\n"));
        byte[] flipped = good.clone();
        flipped[good.length - 5] ^= 1;
        byte[] otherMd5 = archive(Sets.hex(Algorithm.MD5, SAMPLE), sign(Sets.hex(Algorithm.MD5, new byte[0])), Arrays.copyOfRange(good, 512, good.length));
        byte[] body = gzip(tar(Map.of("main.hdb", LINE + "\n")));
        byte[] unsigned = archive(Sets.hex(Algorithm.MD5, body), "abc", body);
        for (byte[] bad : List.of(flipped, otherMd5, unsigned, Arrays.copyOf(good, good.length - 1), Arrays.copyOf(good, 100), new byte[2000], new byte[0])) {
            Files.write(folder.resolve("main.cvd"), bad);
            Files.writeString(folder.resolve("own.hsb"), Sets.line(Algorithm.SHA1, SAMPLE, "Own") + "\n");
            SignatureSet set = load();
            assertFalse(knows(set));
            assertTrue(set.objects().has(Algorithm.SHA1, Algorithm.SHA1.computation().digest(SAMPLE), SAMPLE.length));
            assertEquals(new Coverage.Kind(0, Map.of("refused", 1)), set.coverage().kinds().get("cvd"));
            assertFalse(set.coverage().databases().get(0).accepted());
        }
    }

    @Test
    void aSetThatHasAnArchiveIsNotGivenUpForADamagedCopyOfIt() throws IOException {
        byte[] good = signed(Map.of("main.hdb", LINE + "\n"));
        Files.write(folder.resolve("main.cvd"), good);
        SignatureEngine engine = new SignatureEngine(Sets.trusting(folder, trusted), ContainerConfig.defaults(root.resolve("spool")), KEY);
        String label = engine.signatureSet();
        Files.write(folder.resolve("main.cvd"), Arrays.copyOf(good, good.length - 100));
        engine.refresh();
        engine.refresh();
        assertEquals(label, engine.signatureSet());
        assertEquals("In.Archive", EngineContract.judge(engine, SAMPLE, 100).threat());
        Files.write(folder.resolve("main.cvd"), signed(Map.of("main.hdb", LINE + "\n", "main.hsb", Sets.line(Algorithm.SHA1, SAMPLE, "More") + "\n")));
        engine.refresh();
        engine.refresh();
        assertEquals(2, engine.coverage().loaded());
    }

    @Test
    void anArchiveWithoutASignatureIsTakenFromTheTrustedFolderOnly() throws IOException {
        byte[] compressed = archive("0".repeat(32), "x", gzip(tar(Map.of("daily.hdb", LINE + "\n"))));
        byte[] plain = archive("0".repeat(32), "x", tar(Map.of("daily.hdb", LINE + "\n")));
        for (byte[] content : List.of(compressed, plain)) {
            Files.write(folder.resolve("daily.cld"), content);
            SignatureSet refused = load();
            assertFalse(knows(refused));
            assertEquals(Map.of("refused", 1), refused.coverage().kinds().get("cld").skipped());
            Files.delete(folder.resolve("daily.cld"));
            Files.write(trusted.resolve("daily.cld"), content);
            assertTrue(knows(load()));
            Files.delete(trusted.resolve("daily.cld"));
        }
        Files.write(trusted.resolve("daily.cld"), Arrays.copyOf(compressed, compressed.length - 20));
        assertFalse(knows(load()));
        Files.write(trusted.resolve("daily.cvd"), archive("0".repeat(32), "x", gzip(tar(Map.of("daily.hdb", LINE + "\n")))));
        assertFalse(knows(load()), "a .cvd must be signed everywhere");
    }

    @Test
    void anArchiveInsideAnArchiveIsNotOpened() throws IOException {
        byte[] inner = signed(Map.of("inner.hdb", LINE + "\n"));
        Files.write(folder.resolve("main.cvd"), signed(Map.of("inner.cvd", new String(inner, StandardCharsets.ISO_8859_1))));
        SignatureSet set = load();
        assertFalse(knows(set));
        assertEquals(1, set.coverage().kinds().get("cvd").skippedCount());
    }

    @Test
    void anUnreadableHeaderIsNoHeader() {
        assertThrows(RefusedException.class, () -> CvdHeader.read(new java.io.ByteArrayInputStream(new byte[512])));
        byte[] noMd5 = Arrays.copyOf(Sets.ascii("ClamAV-VDB:time:1:2:60:nothing:sig:me:5" + " ".repeat(512)), 512);
        assertThrows(RefusedException.class, () -> CvdHeader.read(new java.io.ByteArrayInputStream(noMd5)));
    }

    @Test
    void theTestKeyIsOne() {
        assertEquals(HexFormat.of().formatHex(new byte[16]), "0".repeat(32));
        assertTrue(KEY.signed("00112233445566778899aabbccddeeff", sign("00112233445566778899aabbccddeeff")));
    }
}
