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
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.commons.compress.archivers.cpio.CpioConstants;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.palisade.protocol.scan.Reason;

/** Each format of archives and compressed files, made here or by the tools for it, opened. */
class FormatsTest implements Unpacking {

    @TempDir
    private Path folder;
    @TempDir
    private Path workshop;

    @Override
    public Path folder() {
        return folder;
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
        Files.write(workshop.resolve("file"), TEXT);
        Packing.run(workshop, "zstd", "-q", "-19", "file", "-o", "a.zst");
        opens(Files.readAllBytes(workshop.resolve("a.zst")), FileType.ZSTD, "unpacked", TEXT);
        Packing.run(workshop, "lzip", "-k", "-9", "-s", "1MiB", "file");
        byte[] lzip = Files.readAllBytes(workshop.resolve("file.lz"));
        opens(join(lzip, lzip), FileType.LZIP, "unpacked", join(TEXT, TEXT));
        Packing.run(workshop, "lz4", "-q", "file", "a.lz4");
        opens(Files.readAllBytes(workshop.resolve("a.lz4")), FileType.LZ4, "unpacked", TEXT);
        for (String method : List.of("Copy", "Deflate", "Deflate64", "BZip2", "LZMA")) {
            Packing.run(workshop, "7z", "a", "-mm=" + method, method + ".zip", "file");
            opens(Files.readAllBytes(workshop.resolve(method + ".zip")), FileType.ZIP, "file", TEXT);
        }
        for (String method : List.of("LZMA", "LZMA2", "Deflate", "BZip2")) {
            Packing.run(workshop, "7z", "a", "-mx=1", "-m0=" + method, method + ".7z", "file");
            opens(Files.readAllBytes(workshop.resolve(method + ".7z")), FileType.SEVEN_ZIP, "file", TEXT);
        }
    }

    @Test
    void aPasswordIsSaidToBeMissing() throws IOException, InterruptedException {
        tools("7z", "zip");
        Files.write(workshop.resolve("file"), TEXT);
        Packing.run(workshop, "zip", "-q", "-P", "secret", "a.zip", "file");
        Packing.run(workshop, "7z", "a", "-psecret", "-mem=AES256", "aes.zip", "file");
        for (String name : List.of("a.zip", "aes.zip")) {
            Walked walked = Walked.through(Files.readAllBytes(workshop.resolve(name)), folder);
            assertEquals(Optional.of(Reason.ENCRYPTED), walked.reason());
            assertTrue(walked.members().get(0).encrypted());
            assertEquals(0, walked.members().get(0).content().size());
            assertEquals("file", walked.members().get(0).path());
        }
        Packing.run(workshop, "7z", "a", "-psecret", "-md=1m", "a.7z", "file");
        Packing.run(workshop, "7z", "a", "-psecret", "-mhe=on", "-md=1m", "b.7z", "file");
        for (String name : List.of("a.7z", "b.7z")) {
            assertEquals(Optional.of(Reason.ENCRYPTED), Walked.through(Files.readAllBytes(workshop.resolve(name)), folder).reason(), name);
        }
    }

    @Test
    void aMethodThatIsNotKnownIsNotPassedOver() throws IOException, InterruptedException {
        tools("7z");
        Files.write(workshop.resolve("file"), TEXT);
        Packing.run(workshop, "7z", "a", "-mm=PPMd", "a.zip", "file");
        Packing.run(workshop, "7z", "a", "-m0=PPMd", "a.7z", "file");
        for (String name : List.of("a.zip", "a.7z")) {
            assertEquals(Optional.of(Reason.ARCHIVE_NOT_OPENED), Walked.through(Files.readAllBytes(workshop.resolve(name)), folder).reason(), name);
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
    void sizesThatNoFileCanHaveAreDamage() {
        byte[] local = Packing.zipLocal("a/", 0, TEXT, TEXT.length);
        for (long packed : new long[] {Long.MAX_VALUE, Long.MIN_VALUE, -5, 1L << 62}) {
            byte[] entry = Packing.zipCentral("a/", 0, -1, 0, 0);
            Packing.put(entry, 30, little(12, 2));
            byte[] directory = join(entry, little(1, 2), little(8, 2), little(packed, 8));
            Walked walked = Walked.through(join(local, directory, Packing.zipEnd(1, directory.length, local.length)), folder);
            assertEquals(Optional.of(Reason.ARCHIVE_DAMAGED), walked.reason(), packed + " bytes");
            assertTrue(walked.contents().stream().anyMatch(content -> Arrays.equals(TEXT, Arrays.copyOf(content, TEXT.length))), packed + " bytes");
        }
        byte[] file = Packing.ole2("Large", new byte[5000], "Small", ascii("small"));
        // Version 4 has larger sectors and sizes of 64 bits.
        byte[] large = new byte[4096 * 4];
        System.arraycopy(file, 0, large, 0, 512);
        Packing.put(large, 30, little(12, 2));
        Packing.put(large, 4096, join(little(-3, 4), little(-2, 4), little(-2, 4)));
        Packing.put(large, 4096 * 2, Arrays.copyOfRange(file, 512 * 2, 512 * 2 + 256));
        Packing.put(large, 4096 * 2 + 128 + 116, join(little(2, 4), little(Long.MAX_VALUE, 8)));
        Packing.put(large, 60, little(-2, 4));
        Packing.put(large, 4096 * 3, ascii("large"));
        Walked walked = Walked.through(large, folder);
        assertEquals(Optional.of(Reason.ARCHIVE_DAMAGED), walked.reason());
        assertArrayEquals(ascii("large"), Arrays.copyOf(walked.content("Large"), 5));
        byte[] rpm = Packing.rpm(TEXT);
        Packing.put(rpm, 96 + 16 + 8 + 8, hex("7fffffff 7fffffff"));
        assertEquals(Optional.of(Reason.ARCHIVE_DAMAGED), Walked.through(rpm, folder).reason());
    }

    @Test
    void filesWithHolesInTapeArchives(@TempDir Path made) throws Exception {
        byte[] holes = new byte[500_000];
        for (int at = 0; at < 400_000; at += 70_000) {
            Packing.put(holes, at, Arrays.copyOf(TEXT, 20_000));
        }
        Files.write(made.resolve("holes"), holes);
        Files.write(made.resolve("behind"), TEXT);
        for (String format : List.of("gnu", "posix")) {
            Packing.run(made, "tar", "--sparse", "--hole-detection=raw", "--format=" + format, "-cf", "t.tar", "holes", "behind");
            Walked walked = Walked.through(Files.readAllBytes(made.resolve("t.tar")), folder);
            assertEquals(Optional.empty(), walked.reason());
            assertArrayEquals(holes, walked.content("holes"));
            assertArrayEquals(TEXT, walked.content("behind"));
        }
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
}
