package org.palisade.scanserver.engine.container;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SpoolTest {

    @TempDir
    private Path folder;

    private static byte[] bytes(int count) {
        byte[] bytes = new byte[count];
        for (int i = 0; i < count; i++) {
            bytes[i] = (byte) (i * 31 + i / 256);
        }
        return bytes;
    }

    @Test
    void aSmallObjectStaysInMemoryAndALargeOneGoesToAFileWithoutAName() throws IOException {
        SpoolSpace space = new SpoolSpace(folder.resolve("new"), 1 << 20, 1 << 20, 10_000);
        byte[] bytes = bytes(300_000);
        try (Spool spool = space.spool(1 << 20)) {
            spool.write(bytes, 0, 9_000);
            assertEquals(0, space.diskUsed());
            assertTrue(space.memoryUsed() >= 9_000);
            assertFalse(Files.exists(folder.resolve("new")));
            spool.write(bytes, 9_000, 291_000);
            assertEquals(300_000, space.diskUsed());
            assertEquals(0, space.memoryUsed());
            assertArrayEquals(bytes, spool.content().stream().readAllBytes());
            try (var files = Files.list(folder.resolve("new"))) {
                assertEquals(0, files.count());
            }
        }
        assertEquals(0, space.diskUsed());
    }

    @Test
    void itsOwnLimitAndThatOfAllAreToldApart() throws IOException {
        SpoolSpace space = new SpoolSpace(folder, 50_000, 0, 1000);
        try (Spool spool = space.spool(10_000); Spool other = space.spool(100_000)) {
            SpoolFullException own = assertThrows(SpoolFullException.class, () -> spool.write(bytes(20_000), 0, 20_000));
            assertFalse(own.shared());
            assertEquals(10_000, spool.size());
            SpoolFullException all = assertThrows(SpoolFullException.class, () -> other.write(bytes(60_000), 0, 60_000));
            assertTrue(all.shared());
        }
        assertEquals(0, space.diskUsed());
        assertEquals(0, space.memoryUsed());
    }

    @Test
    void withoutRoomInMemoryItGoesToAFileAtOnce() throws IOException {
        SpoolSpace space = new SpoolSpace(folder, 50_000, 5_000, 10_000);
        try (Spool spool = space.spool(10_000)) {
            spool.write(bytes(6_000), 0, 6_000);
            assertEquals(6_000, space.diskUsed());
            assertArrayEquals(bytes(6_000), spool.content().stream().readAllBytes());
        }
    }

    @Test
    void afterClosingNothingCanBeReadOrWritten() throws IOException {
        Spool spool = new SpoolSpace(folder, 50_000, 5_000, 10_000).spool(10_000);
        spool.write(bytes(10), 0, 10);
        spool.close();
        spool.close();
        assertThrows(IOException.class, () -> spool.write(bytes(10), 0, 10));
        assertThrows(IOException.class, () -> spool.content().stream().read());
    }

    @Test
    void aContentIsReadAtAnyPlaceByStreamChannelAndSlice() throws IOException {
        Content content = Content.of(bytes(20_000));
        Content slice = content.slice(5_000, 100_000);
        assertEquals(15_000, slice.size());
        assertArrayEquals(Arrays.copyOfRange(bytes(20_000), 6_000, 7_000), slice.bytes(1_000, 1_000));
        assertEquals(-1, slice.read(15_000, new byte[1], 0, 1));
        try (SeekableByteChannel channel = slice.channel()) {
            ByteBuffer direct = ByteBuffer.allocateDirect(10);
            assertEquals(10, channel.position(100).read(direct));
            assertEquals(bytes(20_000)[5_100], direct.get(0));
            assertEquals(-1, channel.position(15_000).read(ByteBuffer.allocate(1)));
        }
        var stream = content.stream();
        assertEquals(bytes(20_000)[0] & 0xff, stream.read());
        assertEquals(19_000, stream.skip(19_000));
        assertEquals(999, stream.available());
        assertEquals(999, stream.skip(Long.MAX_VALUE));
        assertEquals(-1, stream.read());
        assertEquals(0, content.slice(30_000, 5).size());
    }
}
