package org.palisade.scanserver.engine.container;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.palisade.scanserver.engine.container.Packing.ascii;
import static org.palisade.scanserver.engine.container.Packing.hex;
import static org.palisade.scanserver.engine.container.Packing.join;
import static org.palisade.scanserver.engine.container.Packing.little;
import static org.palisade.scanserver.engine.container.Packing.one;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.commons.compress.archivers.cpio.CpioConstants;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.palisade.protocol.scan.Reason;

/** Each format, made here, opened. */
class FormatsTest {

    private static final byte[] TEXT = ascii("It is the content that counts. ".repeat(3000));

    @TempDir
    private Path folder;

    private void opens(byte[] container, FileType type, String path, byte[] content) {
        byte[] head = java.util.Arrays.copyOf(container, Math.min(container.length, FileType.HEAD));
        assertEquals(type, FileType.detect(head, head.length));
        Walked walked = Walked.through(container, folder);
        assertArrayEquals(content, walked.content(path), type + " " + walked.paths());
        assertEquals(Optional.empty(), walked.reason(), type.name());
    }

    @AfterEach
    void noFileRemains() throws IOException {
        try (var files = Files.list(folder)) {
            assertEquals(List.of(), files.filter(file -> file.getFileName().toString().startsWith("spool")).toList());
        }
    }

    @Test
    void compressedFiles() {
        opens(Packing.gzip(TEXT), FileType.GZIP, "unpacked", TEXT);
        opens(join(Packing.gzip(TEXT), Packing.gzip(ascii("more"))), FileType.GZIP, "unpacked", join(TEXT, ascii("more")));
        opens(Packing.bzip2(TEXT), FileType.BZIP2, "unpacked", TEXT);
        opens(join(Packing.bzip2(TEXT), Packing.bzip2(ascii("more"))), FileType.BZIP2, "unpacked", join(TEXT, ascii("more")));
        opens(Packing.xz(TEXT), FileType.XZ, "unpacked", TEXT);
        opens(join(Packing.xz(TEXT), Packing.xz(ascii("more"))), FileType.XZ, "unpacked", join(TEXT, ascii("more")));
        opens(Packing.lzma(TEXT), FileType.LZMA, "unpacked", TEXT);
        opens(Packing.zstd(TEXT), FileType.ZSTD, "unpacked", TEXT);
        opens(join(Packing.zstd(TEXT), hex("502a4d18 03000000 616161"), Packing.zstd(TEXT)), FileType.ZSTD, "unpacked", join(TEXT, TEXT));
        opens(Packing.lz4(TEXT), FileType.LZ4, "unpacked", TEXT);
    }

    @Test
    void compressOfUnix() {
        // Two codes of nine bits: the letter a, and 257, which stands for two of them.
        opens(hex("1f9d90 610202"), FileType.COMPRESS, "unpacked", ascii("aaa"));
    }

    @Test
    void zipsOfEveryMethod() {
        Map<String, byte[]> members = Map.of("a.txt", TEXT, "folder/b.txt", ascii("b"));
        for (int method : new int[] {ZipArchiveEntry.STORED, ZipArchiveEntry.DEFLATED}) {
            opens(Packing.zip(members, method), FileType.ZIP, "folder/b.txt", ascii("b"));
            opens(Packing.zip(members, method), FileType.ZIP, "a.txt", TEXT);
        }
        opens(Packing.zipStreamed(members), FileType.ZIP, "a.txt", TEXT);
        for (Map.Entry<Integer, byte[]> packed : Map.of(12, Packing.bzip2(TEXT), 93, Packing.zstd(TEXT), 95, Packing.xz(TEXT)).entrySet()) {
            byte[] local = Packing.zipLocal("m", packed.getKey(), packed.getValue(), TEXT.length);
            byte[] central = Packing.zipCentral("m", packed.getKey(), packed.getValue().length, TEXT.length, 0);
            opens(join(local, central, Packing.zipEnd(1, central.length, local.length)), FileType.ZIP, "m", TEXT);
        }
    }

    @Test
    void archivesOfUnix() {
        String name = "folder/" + "n".repeat(150);
        opens(Packing.tar(one(name, TEXT)), FileType.TAR, name, TEXT);
        opens(Packing.ar(one("name", TEXT)), FileType.AR, "name", TEXT);
        opens(Packing.cpio(one("name", TEXT), CpioConstants.FORMAT_NEW), FileType.CPIO_NEWC, "name", TEXT);
        opens(Packing.cpio(one("name", TEXT), CpioConstants.FORMAT_NEW_CRC), FileType.CPIO_CRC, "name", TEXT);
        opens(Packing.cpio(one("name", TEXT), CpioConstants.FORMAT_OLD_ASCII), FileType.CPIO_ODC, "name", TEXT);
        opens(Packing.cpio(one("name", TEXT), CpioConstants.FORMAT_OLD_BINARY), FileType.CPIO_OLD, "name", TEXT);
    }

    @Test
    void packages() {
        byte[] debian = Packing.ar(Map.of("debian-binary", ascii("2.0\n"), "data.tar.xz", Packing.xz(Packing.tar(one("usr/bin/x", TEXT)))));
        opens(debian, FileType.AR, "data.tar.xz/unpacked/usr/bin/x", TEXT);
        opens(Packing.rpm(Packing.zstd(Packing.cpio(one("usr/bin/x", TEXT), CpioConstants.FORMAT_NEW))), FileType.RPM, "payload/unpacked/usr/bin/x", TEXT);
    }

    @Test
    void aMemberOfAnArchiveThatTheDirectoryCountsAsPartOfAnother() {
        byte[] packed = Packing.deflate(ascii("first"));
        byte[] first = Packing.zipLocal("first", 8, packed, 5);
        byte[] hidden = Packing.zipLocal("hidden", 0, TEXT, TEXT.length);
        byte[] central = Packing.zipCentral("first", 8, packed.length + hidden.length, 5, 0);
        byte[] end = Packing.zipEnd(1, central.length, first.length + hidden.length);
        opens(join(first, hidden, central, end), FileType.ZIP, "hidden", TEXT);
        // Sizes stand behind the bytes: only the packed bytes themselves say where they end.
        byte[] behind = first.clone();
        behind[6] = 8;
        Packing.put(behind, 14, new byte[12]);
        opens(join(behind, hidden, central, end), FileType.ZIP, "hidden", TEXT);
    }

    @Test
    void archivesOfOtherSystems() {
        opens(Packing.sevenZip(Map.of("a", TEXT, "b", ascii("b"))), FileType.SEVEN_ZIP, "b", ascii("b"));
        opens(Packing.cab(Map.of("a", ascii("first"), "b", TEXT)), FileType.CAB, "b", TEXT);
        opens(Packing.iso("A longer name", TEXT), FileType.ISO9660, "A longer name", TEXT);
    }

    @Test
    void whatTheToolsMake() throws IOException, InterruptedException {
        tools("7z", "zstd", "lzip", "lz4", "zip", "ar");
        Files.write(folder.resolve("file"), TEXT);
        Packing.run(folder, "zstd", "-q", "-19", "file", "-o", "a.zst");
        opens(Files.readAllBytes(folder.resolve("a.zst")), FileType.ZSTD, "unpacked", TEXT);
        Packing.run(folder, "lzip", "-k", "-9", "-s", "1MiB", "file");
        byte[] lzip = Files.readAllBytes(folder.resolve("file.lz"));
        opens(join(lzip, lzip), FileType.LZIP, "unpacked", join(TEXT, TEXT));
        Packing.run(folder, "lz4", "-q", "file", "a.lz4");
        opens(Files.readAllBytes(folder.resolve("a.lz4")), FileType.LZ4, "unpacked", TEXT);
        for (String method : List.of("Copy", "Deflate", "Deflate64", "BZip2", "LZMA")) {
            Packing.run(folder, "7z", "a", "-mm=" + method, method + ".zip", "file");
            opens(Files.readAllBytes(folder.resolve(method + ".zip")), FileType.ZIP, "file", TEXT);
        }
        for (String method : List.of("LZMA", "LZMA2", "Deflate", "BZip2")) {
            Packing.run(folder, "7z", "a", "-mx=1", "-m0=" + method, method + ".7z", "file");
            opens(Files.readAllBytes(folder.resolve(method + ".7z")), FileType.SEVEN_ZIP, "file", TEXT);
        }
    }

    @Test
    void aPasswordIsSaidToBeMissing() throws IOException, InterruptedException {
        tools("7z", "zip");
        Files.write(folder.resolve("file"), TEXT);
        Packing.run(folder, "zip", "-q", "-P", "secret", "a.zip", "file");
        Packing.run(folder, "7z", "a", "-psecret", "-mem=AES256", "aes.zip", "file");
        for (String name : List.of("a.zip", "aes.zip")) {
            Walked walked = Walked.through(Files.readAllBytes(folder.resolve(name)), folder);
            assertEquals(Optional.of(Reason.ENCRYPTED), walked.reason());
            assertTrue(walked.members().get(0).encrypted());
            assertEquals(0, walked.members().get(0).content().size());
            assertEquals("file", walked.members().get(0).path());
        }
        Packing.run(folder, "7z", "a", "-psecret", "-md=1m", "a.7z", "file");
        Packing.run(folder, "7z", "a", "-psecret", "-mhe=on", "-md=1m", "b.7z", "file");
        for (String name : List.of("a.7z", "b.7z")) {
            assertEquals(Optional.of(Reason.ENCRYPTED), Walked.through(Files.readAllBytes(folder.resolve(name)), folder).reason(), name);
        }
    }

    @Test
    void aMethodThatIsNotKnownIsNotPassedOver() throws IOException, InterruptedException {
        tools("7z");
        Files.write(folder.resolve("file"), TEXT);
        Packing.run(folder, "7z", "a", "-mm=PPMd", "a.zip", "file");
        Packing.run(folder, "7z", "a", "-m0=PPMd", "a.7z", "file");
        for (String name : List.of("a.zip", "a.7z")) {
            assertEquals(Optional.of(Reason.ARCHIVE_NOT_OPENED), Walked.through(Files.readAllBytes(folder.resolve(name)), folder).reason(), name);
        }
    }

    private static void tools(String... names) {
        for (String name : names) {
            boolean there = Files.isExecutable(Path.of("/usr/bin", name));
            assertTrue(there || System.getenv("CI") == null, name + " is missing");
            assumeTrue(there, name + " is missing");
        }
    }

    @Test
    void mails() {
        String base64 = Base64.getMimeEncoder().encodeToString(TEXT);
        String mail = "From: a@example.org\r\nSubject: x\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=\"b\"\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\nhello\r\n--b\r\n"
                + "Content-Type: application/zip; name=\"a.bin\"\r\nContent-Transfer-Encoding: base64\r\n\r\n" + base64 + "\r\n--b\r\nContent-Type: message/rfc822\r\n\r\n"
                + "Subject: inner\r\nContent-Type: text/html\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n<b>=41=\r\nB</b>\r\n--b--\r\n";
        opens(ascii(mail), FileType.MAIL, "a.bin", TEXT);
        opens(ascii(mail), FileType.MAIL, "part3/part1", ascii("<b>AB</b>"));
        String box = "From a@example.org Thu Jul 31 13:51:21 2008\n" + mail + "\nFrom b@example.org Thu Jul 31 13:51:21 2008\nSubject: y\n\nsecond\n";
        opens(ascii(box), FileType.MAIL, "mail1/a.bin", TEXT);
        opens(ascii(box), FileType.MAIL, "mail2/part1", ascii("second\n"));
    }

    @Test
    void filesInLetters() {
        opens(ascii("begin 644 a.txt\n#0V%T\n`\nend\n"), FileType.UUENCODED, "a.txt", ascii("Cat"));
        opens(ascii("begin-base64 644 a.txt\nQ2F0\n====\n"), FileType.UUENCODED, "a.txt", ascii("Cat"));
        opens(ascii("Subject: x\n\nsome words\nbegin 644 a.txt\n#0V%T\n`\nend\n"), FileType.MAIL, "a.txt", ascii("Cat"));
    }

    @Test
    void pages() {
        String page = "<html><img src=\"data:image/png;base64,Q2\nF0\"><a href='data:application/x;charset=x;base64,Q2F0%0aQ2F0'><script>let a = 1;</script></html>";
        opens(ascii(page), FileType.HTML, "data1", ascii("Cat"));
        opens(ascii(page), FileType.HTML, "data2", ascii("CatCat"));
        opens(ascii(page), FileType.HTML, "script1", ascii("let a = 1;"));
    }

    @Test
    void documents() {
        byte[] pdf = join(ascii("%PDF-1.4\n1 0 obj\n<</Length 3 0 R /Filter /Flate#44ecode>>\nstream\r\n"), Packing.zlib(TEXT),
                ascii("\r\nendstream\nendobj\n2 0 obj\n<</Filter[/ASCIIHexDecode /Fl]>>stream\n"), ascii(java.util.HexFormat.of().formatHex(Packing.zlib(ascii("two")))),
                ascii(">\nendstream\nendobj\n3 0 obj<</Filter /ASCII85Decode>>\nstream\n9jqo^~>\nendstream 4 0 obj<</Filter/RunLengthDecode>>\nstream\n\2abc\u00feX\u0080endstream\n"),
                ascii("5 0 obj <</Length 5>>\nstream\nplain\nendstream\n6 0 obj<</Filter/LZWDecode>>\nstream\n"), hex("800b6050220c0c8501"), ascii("\nendstream\n"));
        opens(pdf, FileType.PDF, "stream1", TEXT);
        opens(pdf, FileType.PDF, "stream2", ascii("two"));
        opens(pdf, FileType.PDF, "stream3", ascii("Man "));
        opens(pdf, FileType.PDF, "stream4", ascii("abcXXX"));
        opens(pdf, FileType.PDF, "stream5", ascii("plain"));
        opens(pdf, FileType.PDF, "stream6", ascii("-----A---B"));
        assertEquals(Optional.of(Reason.ENCRYPTED), Walked.through(ascii("%PDF-1.4\ntrailer<</Encrypt 5 0 R>>\n"), folder).reason());
    }

    @Test
    void aStreamOfADocumentIsFoundHoweverItsDictionaryIsWritten() {
        byte[] packed = Packing.zlib(TEXT);
        for (String dictionary : List.of("<</#46ilter/FlateDecode>>\nstream\n", "<</Filter/FlateDecode>>" + " ".repeat(200) + "stream\n", "<</Filter/FlateDecode>>%what\nstream\n",
                "<</Filter/FlateDecode>>stream \t\r\n", "<</Filter/FlateDecode" + " ".repeat(9000) + ">>stream\n", "<</Filter/FlateDecode/Title(obj)>>stream\n",
                "<</Title(/Filter/DCTDecode)/Filter/FlateDecode>>stream\n")) {
            byte[] pdf = join(ascii("%PDF-1.4\n1 0 obj\n" + dictionary), packed, ascii("\nendstream\nendobj\n"));
            assertTrue(Walked.through(pdf, folder).contents().stream().anyMatch(content -> java.util.Arrays.equals(content, TEXT)), dictionary.replaceAll(" {100,}", "..."));
        }
        for (String filter : List.of("5 0 R", "%what\n/FlateDecode", "[/FlateDecode" + " ".repeat(500) + "]")) {
            byte[] pdf = join(ascii("%PDF-1.4\n1 0 obj\n<</Filter " + filter + ">>stream\n"), packed, ascii("\nendstream\nendobj\n"));
            assertEquals(Optional.of(Reason.ARCHIVE_NOT_OPENED), Walked.through(pdf, folder).reason(), filter);
        }
        assertEquals(Optional.empty(), Walked.through(ascii("%PDF-1.4\n1 0 obj\n(a\nstream\nof words)\nendobj\n"), folder).reason());
    }

    @Test
    void compoundFilesAndWhatIsWrappedInThem() {
        byte[] wrapped = join(little(0, 4), little(2, 2), ascii("a.txt\0C:\\a.txt\0"), little(0x30000, 4), little(3, 4), ascii("C:\0"), little(5, 4), ascii("inner"));
        byte[] shorter = java.util.Arrays.copyOf(TEXT, 50_000);
        byte[] file = Packing.ole2("large", shorter, "\1Ole10Native", wrapped);
        opens(file, FileType.OLE2, "large", shorter);
        opens(file, FileType.OLE2, "?Ole10Native", wrapped);
        opens(file, FileType.OLE2, "a.txt", ascii("inner"));
    }

    @Test
    void macrosAreUnpacked() {
        // The worked example of Microsoft's description of the coding, behind a beginning as sources have it.
        byte[] chunk = join(hex("00"), ascii("Attribut"), hex("00"), ascii("e VB_Nam"));
        byte[] stream = join(new byte[100], hex("01"), little(0xb000 | chunk.length - 1, 2), chunk, new byte[4200]);
        opens(Packing.ole2("module", stream, "x", ascii("x")), FileType.OLE2, "module.source", ascii("Attribute VB_Nam"));
    }

    @Test
    void objectsInRichText() {
        byte[] object = join(little(0x501, 4), little(2, 4), little(4, 4), ascii("abc\0"), little(0, 4), little(0, 4), little(5, 4), ascii("inner"));
        StringBuilder digits = new StringBuilder();
        for (byte value : object) {
            // What a reader passes over may stand between the digits.
            digits.append(String.format("%02x", value)).append(value == 'i' ? "{\\*}\r\n\\x1 " : "");
        }
        opens(ascii("{\\rtf1{\\object{\\*\\objdata " + digits + "}}}"), FileType.RTF, "object1", ascii("inner"));
    }

    @Test
    void attachmentsOfOutlook() {
        byte[] file = join(hex("789f3e22 0100"), hex("01 06900800"), little(4, 4), new byte[4], new byte[2], hex("02 0f800600"), little(TEXT.length, 4), TEXT, new byte[2]);
        opens(file, FileType.TNEF, "attachment2", TEXT);
    }

    @Test
    void archivesBehindPrograms() {
        byte[] program = new byte[1024];
        Packing.put(program, 0, join(ascii("MZ"), new byte[58], little(64, 4), ascii("PE\0\0"), new byte[2], little(1, 2), new byte[12], little(0, 2), new byte[2]));
        Packing.put(program, 88, join(ascii(".text\0\0\0"), little(512, 4), little(4096, 4), little(512, 4), little(512, 4), new byte[12], little(0x60000020, 4)));
        assertEquals(List.of(), Walked.through(program, folder).paths());
        for (byte[] archive : List.of(Packing.zip(one("a", TEXT)), Packing.sevenZip(one("a", TEXT)), Packing.cab(one("a", TEXT)))) {
            opens(join(program, archive), FileType.PE, "a", TEXT);
        }
        Walked walked = Walked.through(join(program, Packing.zip(one("a", TEXT))), folder);
        assertEquals(List.of("CL_TYPE_MSEXE", "CL_TYPE_ZIP"), walked.members().get(0).intermediates());
        opens(join(program, program), FileType.PE, "program1", program);
    }

    @Test
    void theNamesOfAMemberAreCleanAndBounded() {
        Walked walked = Walked.through(Packing.tar(one("a\nb\u001b[31m\u202ec/" + "x".repeat(2000), ascii("1"))), folder);
        String path = walked.members().get(0).path();
        assertEquals(Member.PATH, path.length());
        assertTrue(path.startsWith("a?b?[31m"), path);
        assertTrue(path.chars().noneMatch(Character::isISOControl));
        assertEquals(1, walked.members().get(0).number());
        assertEquals("CL_TYPE_POSIX_TAR", walked.members().get(0).containerType());
    }

    @Test
    void bothViewsOfAZipAreLookedAt() {
        // One member in both, one only before its bytes, one whose method the directory states otherwise.
        byte[] hidden = Packing.zipLocal("hidden", 8, Packing.deflate(TEXT), TEXT.length);
        byte[] shown = Packing.zipLocal("shown", 0, ascii("shown"), 5);
        byte[] other = Packing.zipLocal("other", 8, Packing.deflate(ascii("other")), 5);
        int packed = Packing.deflate(ascii("other")).length;
        byte[] directory = join(Packing.zipCentral("shown", 0, 5, 5, hidden.length), Packing.zipCentral("other", 0, packed, packed, hidden.length + shown.length));
        byte[] archive = join(hidden, shown, other, directory, Packing.zipEnd(2, directory.length, hidden.length + shown.length + other.length));
        Walked walked = Walked.through(archive, folder);
        assertArrayEquals(TEXT, walked.content("hidden"));
        assertArrayEquals(ascii("shown"), walked.content("shown"));
        List<String> others = new ArrayList<>();
        for (int i = 0; i < walked.members().size(); i++) {
            if (walked.members().get(i).path().equals("other")) {
                others.add(new String(walked.contents().get(i), StandardCharsets.ISO_8859_1));
            }
        }
        assertTrue(others.contains("other") && others.size() == 2, others.toString());
        assertEquals(Optional.empty(), walked.reason());
    }

    @Test
    void whatIsNotOpenedIsSaidToBe() {
        for (byte[] file : List.of(join(ascii("Rar!\32\7\1\0"), new byte[50]), join(new byte[7], ascii("**ACE**"), new byte[50]),
                join(ascii("xar!"), new byte[50]), join(ascii("KWAJ"), hex("88f027d1"), new byte[50]), join(ascii("EGGA"), new byte[50]), join(hex("7a1a2010"), new byte[50]))) {
            assertEquals(Optional.of(Reason.ARCHIVE_NOT_OPENED), Walked.through(file, folder).reason(), new String(file, StandardCharsets.ISO_8859_1));
        }
    }

    @Test
    void packedProgramsAreSaidToBe() {
        byte[] program = new byte[1024];
        Packing.put(program, 0, join(ascii("MZ"), new byte[58], little(64, 4), ascii("PE\0\0"), new byte[2], little(1, 2), new byte[12], little(0, 2), new byte[2]));
        Packing.put(program, 88, join(ascii("UPX0\0\0\0\0"), little(512, 4), little(4096, 4), little(512, 4), little(512, 4), new byte[12], little(0x60000020, 4)));
        assertEquals(Optional.of(Reason.PACKED), Walked.through(program, folder).reason());
        Packing.put(program, 88, join(ascii("other\0\0\0"), little(8192, 4), little(4096, 4), little(0, 4), little(512, 4), new byte[12], little(0xe0000020L, 4)));
        assertEquals(Optional.of(Reason.PACKED), Walked.through(program, folder).reason());
    }
}
