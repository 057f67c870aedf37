package org.palisade.scanserver.engine.container;

import io.airlift.compress.zstd.ZstdOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.ar.ArArchiveEntry;
import org.apache.commons.compress.archivers.ar.ArArchiveOutputStream;
import org.apache.commons.compress.archivers.cpio.CpioArchiveEntry;
import org.apache.commons.compress.archivers.cpio.CpioArchiveOutputStream;
import org.apache.commons.compress.archivers.sevenz.SevenZArchiveEntry;
import org.apache.commons.compress.archivers.sevenz.SevenZOutputFile;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipArchiveOutputStream;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorOutputStream;
import org.apache.commons.compress.compressors.lz4.FramedLZ4CompressorOutputStream;
import org.apache.commons.compress.utils.SeekableInMemoryByteChannel;
import org.tukaani.xz.LZMA2Options;
import org.tukaani.xz.LZMAOutputStream;
import org.tukaani.xz.XZOutputStream;

/** Makes containers for the tests. Longer than other classes: a format each, and nothing else. */
final class Packing {

    private static final int SECTOR = 2048;

    /** Wraps a stream. */
    interface Packer {
        OutputStream pack(OutputStream out) throws IOException;
    }

    private Packing() {
    }

    static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    static byte[] join(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }

    static byte[] hex(String digits) {
        return HexFormat.of().parseHex(digits.replace(" ", ""));
    }

    /** A number in so many bytes, the lowest first. */
    static byte[] little(long value, int bytes) {
        byte[] all = new byte[bytes];
        for (int i = 0; i < bytes; i++) {
            all[i] = (byte) (value >> 8 * i);
        }
        return all;
    }

    static byte[] packed(byte[] content, Packer packer) {
        try {
            ByteArrayOutputStream all = new ByteArrayOutputStream();
            try (OutputStream out = packer.pack(all)) {
                out.write(content);
            }
            return all.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static byte[] gzip(byte[] content) {
        return packed(content, GZIPOutputStream::new);
    }

    static byte[] bzip2(byte[] content) {
        return packed(content, out -> new BZip2CompressorOutputStream(out, 1));
    }

    static byte[] xz(byte[] content) {
        return packed(content, out -> new XZOutputStream(out, new LZMA2Options(0)));
    }

    static byte[] lzma(byte[] content) {
        return packed(content, out -> new LZMAOutputStream(out, new LZMA2Options(0), content.length));
    }

    static byte[] zstd(byte[] content) {
        return packed(content, ZstdOutputStream::new);
    }

    static byte[] lz4(byte[] content) {
        return packed(content, FramedLZ4CompressorOutputStream::new);
    }

    static byte[] zlib(byte[] content) {
        return packed(content, DeflaterOutputStream::new);
    }

    static byte[] deflate(byte[] content) {
        return packed(content, out -> new DeflaterOutputStream(out, new Deflater(9, true)));
    }

    static Map<String, byte[]> one(String name, byte[] content) {
        return Map.of(name, content);
    }

    static byte[] zip(Map<String, byte[]> members) {
        return zip(members, ZipArchiveEntry.DEFLATED);
    }

    static byte[] zip(Map<String, byte[]> members, int method) {
        try {
            SeekableInMemoryByteChannel channel = new SeekableInMemoryByteChannel();
            try (ZipArchiveOutputStream out = new ZipArchiveOutputStream(channel)) {
                for (Map.Entry<String, byte[]> member : new TreeMap<>(members).entrySet()) {
                    ZipArchiveEntry entry = new ZipArchiveEntry(member.getKey());
                    entry.setMethod(method);
                    out.putArchiveEntry(entry);
                    out.write(member.getValue());
                    out.closeArchiveEntry();
                }
            }
            return Arrays.copyOf(channel.array(), (int) channel.size());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A zip whose sizes stand behind the bytes. */
    static byte[] zipStreamed(Map<String, byte[]> members) {
        return packed(new byte[0], all -> {
            java.util.zip.ZipOutputStream out = new java.util.zip.ZipOutputStream(all);
            for (Map.Entry<String, byte[]> member : new TreeMap<>(members).entrySet()) {
                out.putNextEntry(new java.util.zip.ZipEntry(member.getKey()));
                out.write(member.getValue());
                out.closeEntry();
            }
            out.finish();
            return OutputStream.nullOutputStream();
        });
    }

    /** A local header and bytes, as they are. */
    static byte[] zipLocal(String name, int method, byte[] packed, int size) {
        return join(hex("504b0304 1400 0000"), little(method, 2), new byte[8], little(packed.length, 4), little(size, 4), little(name.length(), 2), little(0, 2), ascii(name), packed);
    }

    /** An entry of the central directory. */
    static byte[] zipCentral(String name, int method, int packed, int size, int offset) {
        return join(hex("504b0102 1400 1400 0000"), little(method, 2), new byte[8], little(packed, 4), little(size, 4), little(name.length(), 2), new byte[12], little(offset, 4),
                ascii(name));
    }

    static byte[] zipEnd(int entries, int size, int offset) {
        return join(hex("504b0506 0000 0000"), little(entries, 2), little(entries, 2), little(size, 4), little(offset, 4), little(0, 2));
    }

    static byte[] tar(Map<String, byte[]> members) {
        return packed(new byte[0], all -> {
            TarArchiveOutputStream out = new TarArchiveOutputStream(all);
            out.setLongFileMode(TarArchiveOutputStream.LONGFILE_GNU);
            for (Map.Entry<String, byte[]> member : new TreeMap<>(members).entrySet()) {
                TarArchiveEntry entry = new TarArchiveEntry(member.getKey());
                entry.setSize(member.getValue().length);
                out.putArchiveEntry(entry);
                out.write(member.getValue());
                out.closeArchiveEntry();
            }
            out.finish();
            return OutputStream.nullOutputStream();
        });
    }

    static byte[] ar(Map<String, byte[]> members) {
        return packed(new byte[0], all -> {
            ArArchiveOutputStream out = new ArArchiveOutputStream(all);
            for (Map.Entry<String, byte[]> member : new TreeMap<>(members).entrySet()) {
                out.putArchiveEntry(new ArArchiveEntry(member.getKey(), member.getValue().length));
                out.write(member.getValue());
                out.closeArchiveEntry();
            }
            out.finish();
            return OutputStream.nullOutputStream();
        });
    }

    static byte[] cpio(Map<String, byte[]> members, short format) {
        return packed(new byte[0], all -> {
            CpioArchiveOutputStream out = new CpioArchiveOutputStream(all, format);
            for (Map.Entry<String, byte[]> member : new TreeMap<>(members).entrySet()) {
                CpioArchiveEntry entry = new CpioArchiveEntry(format, member.getKey(), member.getValue().length);
                entry.setMode(0100644);
                if (format == org.apache.commons.compress.archivers.cpio.CpioConstants.FORMAT_NEW_CRC) {
                    long sum = 0;
                    for (byte value : member.getValue()) {
                        sum += value & 0xff;
                    }
                    entry.setChksum(sum);
                }
                out.putArchiveEntry(entry);
                out.write(member.getValue());
                out.closeArchiveEntry();
            }
            out.finish();
            return OutputStream.nullOutputStream();
        });
    }

    static byte[] sevenZip(Map<String, byte[]> members) {
        try {
            SeekableInMemoryByteChannel channel = new SeekableInMemoryByteChannel();
            try (SevenZOutputFile out = new SevenZOutputFile(channel)) {
                out.setContentMethods(java.util.List.of(new org.apache.commons.compress.archivers.sevenz.SevenZMethodConfiguration(
                        org.apache.commons.compress.archivers.sevenz.SevenZMethod.LZMA2, 1 << 20)));
                for (Map.Entry<String, byte[]> member : new TreeMap<>(members).entrySet()) {
                    SevenZArchiveEntry entry = out.createArchiveEntry(new File("x"), member.getKey());
                    entry.setDirectory(false);
                    entry.setHasStream(true);
                    out.putArchiveEntry(entry);
                    out.write(member.getValue());
                    out.closeArchiveEntry();
                }
            }
            return Arrays.copyOf(channel.array(), (int) channel.size());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static byte[] rpm(byte[] payload) {
        byte[] header = join(hex("8eade801 00000000 00000001 00000010"), new byte[32]);
        byte[] signature = join(hex("8eade801 00000000 00000000 00000003"), new byte[3], new byte[5]);
        return join(hex("edabeedb"), new byte[92], signature, header, payload);
    }

    /** A cabinet with one folder of MSZIP. */
    static byte[] cab(Map<String, byte[]> members) {
        byte[] all = join(new TreeMap<>(members).values().toArray(byte[][]::new));
        byte[] files = new byte[0];
        int offset = 0;
        for (Map.Entry<String, byte[]> member : new TreeMap<>(members).entrySet()) {
            files = join(files, little(member.getValue().length, 4), little(offset, 4), new byte[8], ascii(member.getKey()), new byte[1]);
            offset += member.getValue().length;
        }
        byte[] blocks = new byte[0];
        int count = 0;
        for (int from = 0; from < all.length; from += 32768) {
            byte[] block = Arrays.copyOfRange(all, from, Math.min(all.length, from + 32768));
            Deflater deflater = new Deflater(9, true);
            if (from > 0) {
                deflater.setDictionary(all, from - 32768, 32768);
            }
            deflater.setInput(block);
            deflater.finish();
            byte[] packed = new byte[40000];
            int length = deflater.deflate(packed);
            deflater.end();
            blocks = join(blocks, new byte[4], little(length + 2, 2), little(block.length, 2), ascii("CK"), Arrays.copyOf(packed, length));
            count++;
        }
        int start = 36 + 8 + files.length;
        byte[] folder = join(little(start, 4), little(count, 2), little(1, 2));
        return join(ascii("MSCF"), new byte[4], little(start + blocks.length, 4), new byte[4], little(44, 4), new byte[4], hex("0301"), little(1, 2), little(members.size(), 2),
                new byte[6], folder, files, blocks);
    }

    /** A CD image with a directory in the root that leads back to the root, and Joliet names. */
    static byte[] iso(String name, byte[] content) {
        byte[] image = new byte[SECTOR * (22 + (content.length + SECTOR - 1) / SECTOR)];
        put(image, SECTOR * 16, join(new byte[] {1}, ascii("CD001"), new byte[] {1}));
        put(image, SECTOR * 16 + 156, record(19, SECTOR, 2, new byte[1]));
        put(image, SECTOR * 17, join(new byte[] {2}, ascii("CD001"), new byte[] {1}));
        put(image, SECTOR * 17 + 88, ascii("%/E"));
        put(image, SECTOR * 17 + 156, record(20, SECTOR, 2, new byte[1]));
        put(image, SECTOR * 18, join(new byte[] {-1}, ascii("CD001"), new byte[] {1}));
        byte[] self = record(19, SECTOR, 2, new byte[1]);
        put(image, SECTOR * 19, join(self, self, record(19, SECTOR, 2, ascii("LOOP")), record(21, content.length, 0, ascii("FILE.;1"))));
        put(image, SECTOR * 20, join(self, self, record(21, content.length, 0, name.getBytes(StandardCharsets.UTF_16BE))));
        put(image, SECTOR * 21, content);
        return image;
    }

    private static byte[] record(int sector, int size, int flags, byte[] name) {
        int length = 33 + name.length + (name.length + 1) % 2;
        byte[] record = new byte[length];
        record[0] = (byte) length;
        put(record, 2, little(sector, 4));
        put(record, 10, little(size, 4));
        record[25] = (byte) flags;
        record[32] = (byte) name.length;
        put(record, 33, name);
        return record;
    }

    static void put(byte[] into, int at, byte[] bytes) {
        System.arraycopy(bytes, 0, into, at, bytes.length);
    }

    /** A compound file with one large stream (4096 bytes or more) and one small one. */
    static byte[] ole2(String large, byte[] largeContent, String small, byte[] smallContent) {
        int sectors = (largeContent.length + 511) / 512;
        int minis = (smallContent.length + 63) / 64;
        int miniSectors = (minis + 7) / 8;
        int total = 1 + 1 + 1 + miniSectors + sectors;
        int[] fat = new int[128];
        Arrays.fill(fat, -1);
        fat[0] = -3;
        fat[1] = -2;
        fat[2] = -2;
        chain(fat, 3, miniSectors);
        chain(fat, 3 + miniSectors, sectors);
        int[] mini = new int[128];
        Arrays.fill(mini, -1);
        chain(mini, 0, minis);
        byte[] file = new byte[512 * (total + 1)];
        put(file, 0, hex("d0cf11e0a1b11ae1"));
        put(file, 30, join(little(9, 2), little(6, 2)));
        put(file, 44, join(little(1, 4), little(1, 4), little(0, 4), little(4096, 4), little(2, 4), little(1, 4), little(-2, 4), little(0, 4), little(0, 4)));
        for (int i = 1; i < 109; i++) {
            put(file, 76 + 4 * i, little(-1, 4));
        }
        for (int i = 0; i < 128; i++) {
            put(file, 512 + 4 * i, little(fat[i], 4));
            put(file, 512 * 3 + 4 * i, little(mini[i], 4));
        }
        put(file, 512 * 2, entry("Root Entry", 5, 3, minis * 64));
        put(file, 512 * 2 + 128, entry(large, 2, 3 + miniSectors, largeContent.length));
        put(file, 512 * 2 + 256, entry(small, 2, 0, smallContent.length));
        put(file, 512 * 4, smallContent);
        put(file, 512 * (4 + miniSectors), largeContent);
        return file;
    }

    private static void chain(int[] table, int from, int count) {
        for (int i = from; i < from + count; i++) {
            table[i] = i + 1 == from + count ? -2 : i + 1;
        }
    }

    private static byte[] entry(String name, int type, int start, int size) {
        byte[] entry = new byte[128];
        byte[] letters = name.getBytes(StandardCharsets.UTF_16LE);
        put(entry, 0, letters);
        put(entry, 64, little(letters.length + 2, 2));
        entry[66] = (byte) type;
        put(entry, 116, little(start, 4));
        put(entry, 120, little(size, 4));
        return entry;
    }

    /** Runs a tool in a folder. */
    static void run(Path folder, String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true).redirectOutput(folder.resolve("output").toFile()).start();
        if (process.waitFor() != 0) {
            throw new IOException(String.join(" ", command) + ": " + Files.readString(folder.resolve("output")));
        }
    }
}
