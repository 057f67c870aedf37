package org.palisade.bench.fuzz;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.apache.commons.compress.archivers.ar.ArArchiveEntry;
import org.apache.commons.compress.archivers.ar.ArArchiveOutputStream;
import org.apache.commons.compress.archivers.cpio.CpioArchiveEntry;
import org.apache.commons.compress.archivers.cpio.CpioArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorOutputStream;
import org.palisade.protocol.signed.EnrolmentToken;
import org.palisade.protocol.signed.LicenceStatement;
import org.palisade.protocol.signed.PeerKind;
import org.palisade.protocol.signed.PeerName;
import org.palisade.protocol.signed.UpdateIndex;
import org.palisade.protocol.signed.UpdateKind;
import org.palisade.protocol.signed.UpdateManifest;
import org.palisade.scanserver.cache.CacheTarget;

/** What each target begins with: the golden files of the protocol, what our own code writes, small files of each kind, and what was once found ({@code bench/src/fuzz}). */
final class Seeds {

    private static final UUID ID = new UUID(1, 2);
    private static final String DIGEST = "0123456789abcdef".repeat(4);
    private static final Instant TIME = Instant.parse("2026-01-01T00:00:00Z");
    private static final Path SAMPLES = Path.of("/usr/share/clamav-testfiles");

    private final Path root;

    /** Seeds of a checkout. */
    Seeds(Path root) {
        this.root = root;
    }

    /** By name, in the order of names. */
    Map<String, byte[]> of(Target target) throws IOException {
        Map<String, byte[]> seeds = new TreeMap<>(found(target));
        switch (target) {
            case CODEC -> golden(seeds, new byte[0], Integer.BYTES);
            case FRAMES -> golden(seeds, new byte[0], 0);
            case INBOX -> golden(seeds, new byte[1], 0);
            case TOKEN -> seeds.put("token", ascii(new EnrolmentToken(PeerKind.AGENT, ID, "A".repeat(43), "B".repeat(42) + "A").text()));
            case NAME -> seeds.put("name", ascii(new PeerName(PeerKind.SVM, ID, ID).uri()));
            case DOOR -> {
                texts(seeds, (byte) 7, List.of("zPING\0", "nVERSION\n", "SCAN /etc/passwd", "zIDSESSION\0zPING\0zVERSIONCOMMANDS\0zINSTREAM\0\0\0\0\3abc\0\0\0\0zEND\0",
                        "nCONTSCAN /tmp\n", "zINSTREAM\0\0\0\0\1a\0\0\0\5bcdef\0\0\0\0", "zALLMATCHSCAN /x\0", "nSTATS\n", "zINSTREAM\0\377\377\377\377"));
            }
            case CLAMD -> {
                texts(seeds, List.of("1: stream: OK\0", "1: stream: Some-Name.A-1 FOUND\0" + "2: stream: OK\0", "1: INSTREAM size limit exceeded. ERROR\0", "1: ClamAV 1.4.6/27500/Mon Jan 5\0",
                        "1: stream: Heuristics.Limits.Exceeded.MaxFileSize FOUND\0", "1: stream: Heuristics.Encrypted.Zip FOUND\0", "COMMAND READ TIMED OUT\n"));
            }
            case STATEMENT -> statements(seeds);
            case CACHE -> {
                seeds.put("file", CacheTarget.seed());
                seeds.put("damage", new byte[] {0, 0, 0, 40, 1, 1, 1, 0, 0});
                seeds.put("records", new byte[] {1, 3, 0, 5, 0, 1, 0, 1, 'e', 2, 0, 18, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1});
            }
            case SESSIONS -> seeds.put("file", SessionsTarget.seed());
            case DATABASE -> databases(seeds);
            case CONTAINER -> containers(seeds);
        }
        return seeds;
    }

    private Map<String, byte[]> found(Target target) throws IOException {
        return hex(root.resolve("bench/src/fuzz").resolve(target.word()));
    }

    private void golden(Map<String, byte[]> seeds, byte[] before, int from) throws IOException {
        hex(root.resolve("protocol/src/test/resources/golden")).forEach((name, frame) -> {
            byte[] input = new byte[before.length + frame.length - from];
            System.arraycopy(before, 0, input, 0, before.length);
            System.arraycopy(frame, from, input, before.length, frame.length - from);
            seeds.put(name, input);
        });
    }

    /** Files of hexadecimal digits; what stands behind # is for people. */
    private static Map<String, byte[]> hex(Path folder) throws IOException {
        Map<String, byte[]> contents = new TreeMap<>();
        if (Files.isDirectory(folder)) {
            try (Stream<Path> files = Files.walk(folder)) {
                for (Path file : files.filter(Files::isRegularFile).toList()) {
                    String digits = Files.readAllLines(file).stream().map(line -> line.replaceAll("#.*|\\s", "")).collect(Collectors.joining());
                    contents.put(folder.relativize(file).toString().replace('/', '-'), HexFormat.of().parseHex(digits));
                }
            }
        }
        return contents;
    }

    private static void statements(Map<String, byte[]> seeds) {
        UpdateManifest manifest = new UpdateManifest(UpdateKind.DATABASES, "27500", 3, TIME, "0.1",
                List.of(new UpdateManifest.File("daily.cvd", 1000, DIGEST), new UpdateManifest.File("main.cvd", 2000, DIGEST)));
        UpdateIndex index = new UpdateIndex("stable", TIME, TIME.plusSeconds(1000), List.of(new UpdateIndex.Entry(UpdateKind.DATABASES, 3, DIGEST, "databases-3")));
        LicenceStatement licence = new LicenceStatement(ID, ID, LicenceStatement.Unit.SERVER, LicenceStatement.Type.COMMERCIAL, TIME, Optional.of(TIME.plusSeconds(1)),
                OptionalLong.of(10), LicenceStatement.State.ACTIVE, TIME, 1);
        seeds.put("index", with((byte) 0, ascii(index.body())));
        seeds.put("licence", with((byte) 1, ascii(licence.body())));
        seeds.put("manifest-signed", with((byte) 2, ascii(manifest.body())));
        seeds.put("raw", with((byte) 3, ascii(manifest.body() + "signature 0123456789abcdef " + "A".repeat(86) + "==\n")));
        seeds.put("manifest", with((byte) 4, ascii(manifest.body())));
    }

    private static void databases(Map<String, byte[]> seeds) throws IOException {
        Map<String, String> lines = Map.of(
                "ndb", "A.B-1:0:*:616263646566??6768{2-5}696a6b6c(6d6e|6f70)*71727374\nC:1:EP+0,10:9090909090\nD:0:EOF-20:6162636465[2-4]66676869\n",
                "ldb", "L;Engine:51-255,Target:0;(0&1)|(2>1);616263646566;676869::i;6a6b6c6d::w\nP;Target:1,FileSize:10-100;0=2,3;0:4d5a9000\nR;Target:0;0&1;6162636465;0/ab+c/i\n",
                "hdb", "44d88612fea8a8f36de82e1278abb02f:68:X\n0123456789abcdef0123456789abcdef:*:Y:73\n", "hsb", DIGEST + ":5:Z\n", "mdb", "100:0123456789abcdef0123456789abcdef:S\n",
                "cdb", "C:CL_TYPE_ZIP:*:a.*\\.exe:*:*:0:1:*:\n", "fp", "0123456789abcdef0123456789abcdef:10:F\n", "ign2", "A.B-1\nC:0123456789abcdef0123456789abcdef\n",
                "ftm", "0:0:4d5a:X:CL_TYPE_ANY:CL_TYPE_MSEXE\n");
        lines.forEach((ending, text) -> seeds.put(ending, with((byte) DatabaseTarget.ENDINGS.indexOf(ending), ascii(text))));
        ByteArrayOutputStream archive = new ByteArrayOutputStream();
        String header = "ClamAV-VDB:01 Jan 2026 00-00 +0000:1:2:90:0123456789abcdef0123456789abcdef:x:builder:1767225600";
        archive.write(ascii(header + " ".repeat(512 - header.length())));
        archive.write(gzip(tar("a.ndb", ascii(lines.get("ndb")))));
        seeds.put("cvd", with((byte) DatabaseTarget.ENDINGS.indexOf("cvd"), archive.toByteArray()));
        seeds.put("cld", with((byte) DatabaseTarget.ENDINGS.indexOf("cld"), archive.toByteArray()));
    }

    private static void containers(Map<String, byte[]> seeds) throws IOException {
        byte[] text = ascii("Some text to be packed, some text to be packed.\n");
        seeds.put("gz", gzip(text));
        seeds.put("tar", tar("a.txt", text));
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            for (String name : List.of("a.txt", "b/c.zip")) {
                zip.putNextEntry(new ZipEntry(name));
                zip.write(text);
            }
        }
        seeds.put("zip", bytes.toByteArray());
        bytes.reset();
        try (BZip2CompressorOutputStream packed = new BZip2CompressorOutputStream(bytes)) {
            packed.write(text);
        }
        seeds.put("bz2", bytes.toByteArray());
        bytes.reset();
        try (ArArchiveOutputStream ar = new ArArchiveOutputStream(bytes)) {
            ar.putArchiveEntry(new ArArchiveEntry("a.txt", text.length));
            ar.write(text);
            ar.closeArchiveEntry();
        }
        seeds.put("ar", bytes.toByteArray());
        bytes.reset();
        try (CpioArchiveOutputStream cpio = new CpioArchiveOutputStream(bytes)) {
            CpioArchiveEntry entry = new CpioArchiveEntry("a.txt");
            entry.setSize(text.length);
            cpio.putArchiveEntry(entry);
            cpio.write(text);
            cpio.closeArchiveEntry();
        }
        seeds.put("cpio", bytes.toByteArray());
        seeds.put("mail", ascii("From: a@b\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=\"x\"\r\n\r\n--x\r\nContent-Type: application/octet-stream; name=a.bin\r\n"
                + "Content-Transfer-Encoding: base64\r\n\r\nU29tZSB0ZXh0\r\n--x\r\nContent-Type: text/plain\r\n\r\nbegin 644 a.txt\r\n#86)C\r\n`\r\nend\r\n--x--\r\n"));
        seeds.put("html", ascii("<html><body><a href=\"data:text/plain;base64,U29tZSB0ZXh0\">x</a><script>var a = unescape('%61');</script></body></html>"));
        seeds.put("rtf", ascii("{\\rtf1{\\object\\objemb{\\*\\objdata 0105000002000000080000005061636b61676500000000000000000004000000616263640a}}}"));
        seeds.put("pdf", ascii("%PDF-1.4\n1 0 obj\n<</Length 10/Filter/ASCIIHexDecode>>\nstream\n61626364>\nendstream\nendobj\ntrailer\n<</Root 1 0 R>>\n%%EOF\n"));
        if (Files.isDirectory(SAMPLES)) {
            try (Stream<Path> files = Files.list(SAMPLES)) {
                for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                    if (Files.size(file) <= Target.CONTAINER.longest()) {
                        seeds.put(file.getFileName().toString(), Files.readAllBytes(file));
                    }
                }
            }
        }
    }

    private static byte[] gzip(byte[] content) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
            gzip.write(content);
        }
        return bytes.toByteArray();
    }

    private static byte[] tar(String name, byte[] content) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (TarArchiveOutputStream tar = new TarArchiveOutputStream(bytes)) {
            TarArchiveEntry entry = new TarArchiveEntry(name);
            entry.setSize(content.length);
            tar.putArchiveEntry(entry);
            tar.write(content);
            tar.closeArchiveEntry();
        }
        return bytes.toByteArray();
    }

    private static void texts(Map<String, byte[]> seeds, byte first, List<String> texts) {
        texts.forEach(text -> seeds.put("text-" + seeds.size(), with(first, ascii(text))));
    }

    private static void texts(Map<String, byte[]> seeds, List<String> texts) {
        texts.forEach(text -> seeds.put("text-" + seeds.size(), ascii(text)));
    }

    private static byte[] with(byte first, byte[] rest) {
        byte[] all = new byte[1 + rest.length];
        all[0] = first;
        System.arraycopy(rest, 0, all, 1, rest.length);
        return all;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
