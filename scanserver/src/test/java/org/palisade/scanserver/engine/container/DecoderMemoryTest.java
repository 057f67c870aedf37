package org.palisade.scanserver.engine.container;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.palisade.protocol.scan.Reason;
import org.palisade.scanserver.engine.Checkpoint;
import org.palisade.scanserver.engine.ScanOverException;
import org.tukaani.xz.LZMA2Options;
import org.tukaani.xz.LZMAOutputStream;

/** All decoders of the process share their memory. The tests run with a heap of 128 MB. */
@Timeout(120)
class DecoderMemoryTest {

    private static final int MIB = 1 << 20;
    private static final byte[] TEXT = Packing.ascii("a text");

    @TempDir
    private Path folder;

    private ContainerConfig config(int each, long all) {
        ContainerConfig usual = Walked.config(folder);
        return new ContainerConfig(usual.depth(), usual.ratio(), usual.count(), usual.totalSize(), usual.memberSize(), Duration.ofSeconds(60), each, folder, usual.spoolDisk(),
                usual.spoolMemory(), usual.objectMemory(), all);
    }

    private static Outcome walk(ContainerWalk walk, byte[] file, Checkpoint checkpoint, MemberVisitor visitor) {
        return walk.walk(Content.of(file), FileType.detect(file, file.length), checkpoint, visitor);
    }

    private ContainerWalk walk(ContainerConfig config) {
        return new ContainerWalk(config, new SpoolSpace(config));
    }

    /** A few bytes that ask for such a window. */
    private static byte[] hungry(int window) {
        // Of unknown size: a window would not be larger than the size.
        byte[] file = Packing.packed(TEXT, out -> new LZMAOutputStream(out, new LZMA2Options(0), -1));
        Packing.put(file, 1, Packing.little(window, 4));
        return file;
    }

    @Test
    void sixteenHungryArchivesAtOnceAreAllOpenedOneAfterTheOther() throws Exception {
        ContainerWalk walk = walk(config(26 * MIB, 32 * MIB));
        ExecutorService threads = Executors.newFixedThreadPool(16);
        CountDownLatch begun = new CountDownLatch(16);
        try {
            List<Future<Optional<Reason>>> outcomes = new ArrayList<>();
            for (int i = 0; i < 16; i++) {
                Callable<Optional<Reason>> task = () -> {
                    begun.countDown();
                    begun.await();
                    return walk(walk, hungry(24 * MIB), Checkpoint.NONE, member -> false).reason();
                };
                outcomes.add(threads.submit(task));
            }
            for (Future<Optional<Reason>> outcome : outcomes) {
                assertEquals(Optional.empty(), outcome.get(60, TimeUnit.SECONDS));
            }
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void whoWaitsForMemoryIsFreeWhenItsScanIsOver() {
        ContainerWalk walk = walk(config(5 * MIB, 6 * MIB));
        assertTrue(walk.memory().take(4 * MIB));
        int[] passes = {0};
        assertThrows(ScanOverException.class, () -> walk(walk, hungry(4 * MIB), () -> {
            if (++passes[0] == 20) {
                throw new ScanOverException();
            }
        }, member -> false));
        assertEquals(4 * MIB, walk.memory().used());
        walk.memory().give(4 * MIB);
        assertEquals(Optional.empty(), walk(walk, hungry(4 * MIB), Checkpoint.NONE, member -> false).reason());
    }

    @Test
    void whatNeverFitsIsSaidAtOnce() {
        assertEquals(Optional.of(Reason.ENGINE_LIMIT), walk(walk(config(72 * MIB, 16 * MIB)), hungry(24 * MIB), Checkpoint.NONE, member -> false).reason());
    }

    @Test
    void aChainOfDecodersInOneArchiveIsCountedAsAWhole() {
        DecoderMemory memory = new DecoderMemory(10);
        Room room = new Room(memory, () -> { });
        room.take(6);
        room.replace(0);
        // The decoder that follows takes the place of the one before; a second one beside it does not fit.
        room.take(8);
        assertEquals(8, memory.used());
        assertEquals("no room for 11 bytes", assertThrows(Room.FullException.class, () -> room.take(11)).getMessage());
        room.backTo(3);
        assertEquals(3, memory.used());
        room.backTo(0);
        assertEquals(0, memory.used());
    }

    @Test
    void nothingStaysTakenWhateverTheDecoder() {
        ContainerConfig config = config(26 * MIB, 30 * MIB);
        ContainerWalk walk = walk(config);
        for (byte[] file : List.of(Packing.xz(TEXT), Packing.lzma(TEXT), Packing.zstd(TEXT), Packing.bzip2(TEXT), Packing.sevenZip(Packing.one("a", Packing.xz(TEXT))), hungry(24 * MIB))) {
            for (int i = 0; i < 20; i++) {
                assertEquals(Optional.empty(), walk(walk, file, Checkpoint.NONE, member -> false).reason());
                byte[] broken = Arrays.copyOf(file, file.length * 2 / 3);
                walk(walk, broken, Checkpoint.NONE, member -> false);
                assertEquals(0, walk.memory().used());
            }
        }
    }
}
