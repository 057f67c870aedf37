package org.palisade.scanserver.engine.container;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.palisade.scanserver.engine.container.Packing.ascii;
import static org.palisade.scanserver.engine.container.Packing.hex;
import static org.palisade.scanserver.engine.container.Packing.join;
import static org.palisade.scanserver.engine.container.Packing.little;
import static org.palisade.scanserver.engine.container.Packing.one;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.palisade.protocol.scan.Reason;
import org.palisade.scanserver.engine.Checkpoint;

/** Files made to use up a server. All of this runs in 128 MiB of heap, and leaves nothing behind. */
@Timeout(60)
class BombsTest {

    private static final int MIB = 1 << 20;

    @TempDir
    private Path folder;

    @AfterEach
    void noFileRemains() throws IOException {
        try (var files = Files.list(folder)) {
            assertEquals(List.of(), files.toList());
        }
    }

    private Optional<Reason> reason(byte[] file) {
        return Walked.through(file, folder).reason();
    }

    private Optional<Reason> reason(byte[] file, UnaryOperator<ContainerConfig> change) {
        return Walked.through(file, folder, change).reason();
    }

    private static UnaryOperator<ContainerConfig> limits(int depth, int ratio, int count, long total, long member, Duration time) {
        return all -> new ContainerConfig(depth, ratio, count, total, member, time, all.decoderMemory(), all.folder(), all.spoolDisk(), all.spoolMemory(), all.objectMemory());
    }

    /** So many MiB of zeros, never in memory. */
    private static byte[] zeros(int mib, Packing.Packer packer) {
        return Packing.packed(new byte[0], all -> {
            try (OutputStream out = packer.pack(all)) {
                byte[] block = new byte[MIB];
                for (int i = 0; i < mib; i++) {
                    out.write(block);
                }
            }
            return OutputStream.nullOutputStream();
        });
    }

    /** The same deflated, without deflating it all: from the second MiB on each one is packed like the one before. */
    private static byte[] deflatedZeros(int mib) {
        java.util.zip.Deflater deflater = new java.util.zip.Deflater(9, true);
        byte[] first = flushed(deflater);
        byte[] next = flushed(deflater);
        deflater.end();
        byte[] all = new byte[first.length + next.length * (mib - 1) + 2];
        Packing.put(all, 0, first);
        for (int i = 0; i < mib - 1; i++) {
            Packing.put(all, first.length + i * next.length, next);
        }
        Packing.put(all, all.length - 2, hex("0300"));
        return all;
    }

    private static byte[] flushed(java.util.zip.Deflater deflater) {
        deflater.setInput(new byte[MIB]);
        byte[] packed = new byte[8192];
        return Arrays.copyOf(packed, deflater.deflate(packed, 0, packed.length, java.util.zip.Deflater.SYNC_FLUSH));
    }

    @Test
    void aGigabyteOfZerosStopsAtTheRatioOrTheSize() {
        byte[] deflated = deflatedZeros(1024);
        byte[] local = Packing.zipLocal("m", 8, deflated, MIB);
        byte[] central = Packing.zipCentral("m", 8, deflated.length, MIB, 0);
        byte[] zip = join(local, central, Packing.zipEnd(1, central.length, local.length));
        assertTrue(zip.length < 2 * MIB);
        assertEquals(Optional.of(Reason.ARCHIVE_RATIO), reason(zip));
        assertEquals(Optional.of(Reason.ARCHIVE_SIZE), reason(zip, limits(16, 1_000_000, 10_000, 400L * MIB, 20L * MIB, Duration.ofSeconds(60))));
        byte[] xz = zeros(64, out -> new org.tukaani.xz.XZOutputStream(out, new org.tukaani.xz.LZMA2Options(0)));
        assertEquals(Optional.of(Reason.ARCHIVE_RATIO), reason(xz));
        byte[] bzip2 = zeros(32, out -> new org.apache.commons.compress.compressors.bzip2.BZip2CompressorOutputStream(out, 9));
        assertEquals(Optional.of(Reason.ARCHIVE_RATIO), reason(bzip2));
    }

    @Test
    void aBombOfBombsStopsAtTheTotal() {
        byte[] leaf = deflatedZeros(8);
        byte[] local = Packing.zipLocal("m", 8, leaf, 8 * MIB);
        byte[] central = Packing.zipCentral("m", 8, leaf.length, 8 * MIB, 0);
        byte[] zip = join(local, central, Packing.zipEnd(1, central.length, local.length));
        for (int level = 0; level < 4; level++) {
            Map<String, byte[]> members = new TreeMap<>();
            for (int i = 0; i < 16; i++) {
                members.put("lib" + i + ".zip", zip);
            }
            zip = Packing.zip(members);
        }
        assertEquals(Optional.of(Reason.ARCHIVE_SIZE), reason(zip, limits(16, 500, 10_000, 100L * MIB, 100L * MIB, Duration.ofSeconds(60))));
    }

    @Test
    void membersBeyondTheCount() {
        Map<String, byte[]> members = new TreeMap<>();
        for (int i = 0; i < 12_000; i++) {
            members.put("m" + i, new byte[i % 2]);
        }
        for (byte[] archive : List.of(Packing.zipStreamed(members), Packing.tar(members), Packing.ar(members))) {
            Walked walked = Walked.through(archive, folder);
            assertEquals(Optional.of(Reason.ARCHIVE_COUNT), walked.reason());
            assertTrue(walked.members().size() <= 10_000);
        }
        members.keySet().removeIf(name -> name.length() > 3);
        assertEquals(Optional.of(Reason.ARCHIVE_COUNT), reason(Packing.sevenZip(members), limits(16, 1000, 50, 400L * MIB, 100L * MIB, Duration.ofSeconds(60))));
    }

    @Test
    void containersDeeperThanTheLimit() {
        byte[] inner = ascii("the innermost");
        for (int i = 0; i < 25; i++) {
            inner = Packing.zip(one("m", inner));
        }
        Walked walked = Walked.through(inner, folder);
        assertEquals(Optional.of(Reason.ARCHIVE_DEPTH), walked.reason());
        assertEquals(16, walked.members().size());
        byte[] allowed = ascii("the innermost");
        for (int i = 0; i < 16; i++) {
            allowed = Packing.zip(one("m", allowed));
        }
        assertEquals(Optional.empty(), reason(allowed));
    }

    @Test
    void entriesThatOverlapAreCountedEachTime() {
        byte[] kernel = deflatedZeros(8);
        byte[] local = Packing.zipLocal("m", 8, kernel, 8 * MIB);
        byte[] directory = new byte[0];
        for (int i = 0; i < 200; i++) {
            directory = join(directory, Packing.zipCentral("m", 8, kernel.length, 8 * MIB, 0));
        }
        assertEquals(Optional.of(Reason.ARCHIVE_SIZE), reason(join(local, directory, Packing.zipEnd(200, directory.length, local.length)),
                limits(16, 500, 10_000, 100L * MIB, 100L * MIB, Duration.ofSeconds(60))));
    }

    @Test
    void aDirectoryOfAMillionEntriesIsNotKept() {
        byte[] entry = Packing.zipCentral("m", 0, 0, 0, 0);
        byte[] local = Packing.zipLocal("m", 0, new byte[0], 0);
        byte[] archive = new byte[local.length + entry.length * 500_000 + 22];
        Packing.put(archive, 0, local);
        for (int i = 0; i < 500_000; i++) {
            Packing.put(archive, local.length + i * entry.length, entry);
        }
        Packing.put(archive, archive.length - 22, Packing.zipEnd(0xffff, entry.length * 500_000, local.length));
        assertEquals(Optional.of(Reason.ARCHIVE_COUNT), reason(archive));
    }

    @Test
    void windowsTooLargeForADecoderAreRefused() throws IOException {
        byte[] lzma = Packing.lzma(new byte[100]);
        Packing.put(lzma, 1, hex("00000070"));
        assertEquals(Optional.of(Reason.ENGINE_LIMIT), reason(lzma));
        byte[] xz = Packing.packed(new byte[100], out -> new org.tukaani.xz.XZOutputStream(out, new org.tukaani.xz.LZMA2Options(0)));
        // The size of the dictionary stands in the block's header, whose checksum is put right.
        xz[16] = 37;
        java.util.zip.CRC32 crc = new java.util.zip.CRC32();
        crc.update(xz, 12, 8);
        Packing.put(xz, 20, little(crc.getValue(), 4));
        assertEquals(Optional.of(Reason.ENGINE_LIMIT), reason(xz));
        // A frame of Zstandard with a window of 2 TiB, and a gigabyte of one letter.
        byte[] block = hex("020010 41");
        byte[] zstd = new byte[6 + 4 * 8192];
        Packing.put(zstd, 0, hex("28b52ffd 00 f8"));
        for (int i = 0; i < 8192; i++) {
            Packing.put(zstd, 6 + 4 * i, block);
        }
        assertEquals(Optional.of(Reason.ENGINE_LIMIT), reason(zstd));
        // The same behind a frame that is in order, and with a stated size instead of a window.
        assertEquals(Optional.of(Reason.ENGINE_LIMIT), reason(join(Packing.zstd(new byte[100]), zstd)));
        assertEquals(Optional.of(Reason.ENGINE_LIMIT), reason(hex("28b52ffd e0 ffffffffffffff7f 010000")));
        assertEquals(Optional.of(Reason.ENGINE_LIMIT), reason(join(ascii("LZIP"), hex("01 1d"), new byte[40])));
    }

    @Test
    void absurdSizesInHeaders() {
        byte[] tar = Packing.tar(one("m", ascii("short")));
        Packing.put(tar, 124, ascii("77777777777"));
        checksum(tar);
        assertTrue(reason(tar).isPresent());
        byte[] name = Packing.tar(one("m", ascii("short")));
        name[156] = 'L';
        Packing.put(name, 124, ascii("17777777777"));
        checksum(name);
        assertEquals(Optional.of(Reason.ARCHIVE_DAMAGED), reason(join(Arrays.copyOf(name, 512), new byte[4 * MIB])));
        byte[] cpio = Packing.cpio(one("m", ascii("short")), org.apache.commons.compress.archivers.cpio.CpioConstants.FORMAT_NEW);
        Packing.put(cpio, 94, ascii("7fffffff"));
        assertEquals(Optional.of(Reason.ARCHIVE_DAMAGED), reason(join(cpio, new byte[4 * MIB])));
    }

    @Test
    void aSparseFileOfSevenGigabytes() {
        // GNU's old way: one piece at the end of seven gigabytes of nothing.
        byte[] tar = Packing.tar(one("m", ascii("short")));
        tar[156] = 'S';
        Packing.put(tar, 257, ascii("ustar  \0"));
        Packing.put(tar, 386, ascii("70000000000\0" + "00000000005\0"));
        Packing.put(tar, 483, ascii("70000000005\0"));
        checksum(tar);
        assertEquals(Optional.of(Reason.ARCHIVE_RATIO), reason(tar));
    }

    private static void checksum(byte[] tar) {
        Packing.put(tar, 148, ascii("        "));
        int sum = 0;
        for (int i = 0; i < 512; i++) {
            sum += tar[i] & 0xff;
        }
        Packing.put(tar, 148, ascii(String.format("%06o\0 ", sum)));
    }

    @Test
    void aCutCompoundFileShowsOnlyWhatIsThere() throws IOException {
        byte[] file = Packing.ole2("large", new byte[50_000], "small", new byte[100]);
        for (int length = 512; length < file.length; length += 96) {
            Walked walked = Walked.through(Arrays.copyOf(file, length), folder);
            assertNotEquals(Optional.of(Reason.INTERNAL), walked.reason(), "cut at " + length);
            for (int i = 0; i < walked.members().size(); i++) {
                assertEquals(walked.members().get(i).content().size(), walked.contents().get(i).length, "cut at " + length);
            }
        }
    }

    @Test
    void whatAnImageHidesIsNotPassedOver() {
        byte[] image = Packing.iso("n", new byte[5000]);
        byte[] unfinished = image.clone();
        // The only file of both trees says that it goes on, and nothing follows.
        for (int at : new int[] {2048 * 19, 2048 * 20}) {
            int record = at;
            while (unfinished[record + (unfinished[record] & 0xff)] != 0) {
                record += unfinished[record] & 0xff;
            }
            unfinished[record + 25] |= (byte) 0x80;
        }
        assertEquals(Optional.of(Reason.ARCHIVE_DAMAGED), reason(unfinished));
        byte[] rootless = image.clone();
        rootless[2048 * 16] = 3;
        rootless[2048 * 17] = 3;
        assertEquals(Optional.of(Reason.ARCHIVE_DAMAGED), reason(rootless));
        byte[] large = Arrays.copyOf(image, (20 << 20) + 4096);
        Packing.put(large, 2048 * 16 + 156 + 10, little(9 << 20, 4));
        assertEquals(Optional.of(Reason.ENGINE_LIMIT), reason(large));
    }

    @Test
    void loopsInFileSystems() {
        assertEquals(Optional.empty(), reason(Packing.iso("n", new byte[5000])));
        byte[] file = Packing.ole2("large", new byte[50_000], "small", new byte[100]);
        // The second sector of the large stream is followed by the first, for ever; its size says that there are many.
        int first = 4;
        Packing.put(file, 512 + 4 * (first + 1), little(first, 4));
        Packing.put(file, 512 * 2 + 128 + 120, little(0x7fffffff, 4));
        assertEquals(Optional.of(Reason.ARCHIVE_DAMAGED), reason(file));
        byte[] tables = Packing.ole2("large", new byte[50_000], "small", new byte[100]);
        // The list of tables leads to itself.
        Packing.put(tables, 44, little(100_000, 4));
        Packing.put(tables, 68, little(5, 4));
        Walked.through(tables, folder);
        byte[] directory = Packing.ole2("large", new byte[50_000], "small", new byte[100]);
        Packing.put(directory, 512 + 4, little(1, 4));
        assertTrue(Walked.through(directory, folder).members().size() < 1000);
    }

    @Test
    void mailsInMailsAndPartsInParts() {
        StringBuilder parts = new StringBuilder("Subject: x\n");
        for (int i = 0; i < 10_000; i++) {
            parts.append("Content-Type: multipart/mixed; boundary=\"b").append(i).append("\"\n\n--b").append(i).append('\n');
        }
        assertEquals(Optional.of(Reason.ARCHIVE_DEPTH), reason(ascii(parts.toString())));
        assertEquals(Optional.of(Reason.ARCHIVE_DEPTH), reason(ascii("Subject: x\nContent-Type: message/rfc822\n\n".repeat(10_000))));
        assertTrue(Walked.through(ascii("Subject: x\n" + "X-A: b\n".repeat(200_000) + "\nbody"), folder).reason().isPresent());
        assertTrue(Walked.through(ascii("Subject: " + "x".repeat(8 * MIB) + "\n\nbody"), folder).reason().isPresent());
    }

    @Test
    void aTextThatIsNoMailIsNotItsOwnBodyForEver() {
        assertEquals(Optional.empty(), reason(ascii("From typing import Any\n\nFrom here on no header follows\n")));
    }

    @Test
    void streamsOfAPdfPackedManyTimes() {
        byte[] bytes = zeros(64, java.util.zip.DeflaterOutputStream::new);
        bytes = Packing.zlib(bytes);
        byte[] pdf = join(ascii("%PDF-1.4\n1 0 obj<</Filter[/Fl/Fl]>>\nstream\n"), bytes, ascii("\nendstream\n"));
        assertEquals(Optional.of(Reason.ARCHIVE_RATIO), reason(pdf));
        assertEquals(Optional.of(Reason.ARCHIVE_NOT_OPENED), reason(ascii("%PDF-1.4\n1 0 obj<</Filter[" + "/Fl".repeat(9) + "]>>\nstream\nx\nendstream\n")));
    }

    @Test
    void programsInProgramsInProgramsAreLookedAtOnce() {
        byte[] program = new byte[1024];
        Packing.put(program, 0, join(ascii("MZ"), new byte[58], little(64, 4), ascii("PE\0\0"), new byte[2], little(1, 2), new byte[12], little(0, 2), new byte[2]));
        byte[] many = new byte[1024 * 500];
        for (int i = 0; i < 500; i++) {
            Packing.put(many, i * 1024, program);
        }
        assertEquals(499, Walked.through(many, folder).members().size());
    }

    @Test
    void timeRunsOut() {
        byte[] gzip = zeros(64, java.util.zip.GZIPOutputStream::new);
        assertEquals(Optional.of(Reason.SCAN_TIME), reason(gzip, limits(16, 1_000_000, 100, 400L * MIB, 100L * MIB, Duration.ofNanos(1))));
    }

    @Test
    void theSpaceOfAllScansRunsOut() {
        byte[] file = new byte[MIB];
        new java.util.Random(1).nextBytes(file);
        ContainerConfig all = Walked.config(folder);
        ContainerConfig small = new ContainerConfig(16, 1000, 100, all.totalSize(), all.memberSize(), all.time(), all.decoderMemory(), folder, 100_000, 50_000, 10_000);
        assertEquals(Optional.of(Reason.ENGINE_LIMIT), Walked.through(Packing.gzip(file), small, Checkpoint.NONE).reason());
    }

    @Test
    void theFirstHalfOfADamagedContainerIsLookedAt() {
        byte[] content = new byte[400_000];
        new java.util.Random(3).nextBytes(content);
        Map<String, byte[]> members = new TreeMap<>(Map.of("a", ascii("first"), "b", content));
        for (byte[] archive : List.of(Packing.zip(members), Packing.tar(members), Packing.cab(members), Packing.gzip(content), Packing.bzip2(content), Packing.xz(content),
                Packing.ar(members))) {
            byte[] half = Arrays.copyOf(archive, archive.length * 2 / 3);
            Walked walked = Walked.through(half, folder);
            assertEquals(Optional.of(Reason.ARCHIVE_DAMAGED), walked.reason(), new String(archive, 0, 4));
            assertTrue(!walked.members().isEmpty(), new String(archive, 0, 4));
        }
    }
}
