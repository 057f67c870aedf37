package org.palisade.scanserver.engine.container;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.palisade.scanserver.engine.container.Packing.ascii;
import static org.palisade.scanserver.engine.container.Packing.hex;
import static org.palisade.scanserver.engine.container.Packing.join;
import static org.palisade.scanserver.engine.container.Packing.little;
import static org.palisade.scanserver.engine.container.Packing.one;

import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.palisade.protocol.scan.Reason;
import org.palisade.scanserver.engine.Checkpoint;

/** Files made to use up a server. All of this runs in 128 MiB of heap, and leaves nothing behind. */
@Timeout(60)
class BombsTest implements Unpacking {

    private static final int MIB = 1 << 20;

    @TempDir
    private Path folder;

    @Override
    public Path folder() {
        return folder;
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
}
