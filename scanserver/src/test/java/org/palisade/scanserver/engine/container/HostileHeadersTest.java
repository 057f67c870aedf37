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
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.palisade.protocol.scan.Reason;

/** Headers that lie, lead in circles or break off. All of this runs in 128 MiB of heap, and leaves nothing behind. */
@Timeout(60)
class HostileHeadersTest implements Unpacking {

    private static final int MIB = 1 << 20;

    @TempDir
    private Path folder;

    @Override
    public Path folder() {
        return folder;
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
