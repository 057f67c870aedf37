package org.palisade.agent.gap;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.CRC32C;

/**
 * A few numbers on disk, written over in place: that works on a full disk too. Two copies take turns, so a write that is cut off costs the last change only.
 */
final class Slot implements AutoCloseable {

    private static final int ROOM = 128;

    private final RandomAccessFile file;
    private final int count;
    private long turn;
    private long[] numbers;

    /**
     * Opens or makes it.
     *
     * @param count how many numbers, 1–13; 0 each if there was nothing, or nothing whole
     */
    Slot(Path path, int count) throws IOException {
        this.count = count;
        this.numbers = new long[count];
        if (!Files.exists(path)) {
            Private.file(path);
        }
        file = new RandomAccessFile(path.toFile(), "rw");
        byte[] content = new byte[2 * ROOM];
        int got = Math.max(0, file.read(content));
        for (int offset = 0; offset + ROOM <= got; offset += ROOM) {
            take(ByteBuffer.wrap(content, offset, ROOM).slice());
        }
        if (got < content.length) {
            // All the room it will ever need is taken now.
            file.setLength(0);
            file.write(new byte[2 * ROOM]);
            put(numbers);
            put(numbers);
        }
    }

    long[] get() {
        return numbers.clone();
    }

    /** On return a kill of this process loses nothing. */
    void put(long... fresh) throws IOException {
        numbers = Arrays.copyOf(fresh, count);
        turn++;
        ByteBuffer copy = ByteBuffer.allocate(ROOM).putLong(turn);
        for (long number : numbers) {
            copy.putLong(number);
        }
        copy.putInt(ROOM - Integer.BYTES, checksum(copy.array()));
        file.seek(turn % 2 * ROOM);
        file.write(copy.array());
    }

    void sync() throws IOException {
        file.getFD().sync();
    }

    @Override
    public void close() throws IOException {
        file.close();
    }

    private void take(ByteBuffer copy) {
        byte[] bytes = new byte[ROOM];
        copy.get(0, bytes);
        long at = copy.getLong();
        if (at > turn && copy.getInt(ROOM - Integer.BYTES) == checksum(bytes)) {
            turn = at;
            for (int i = 0; i < count; i++) {
                numbers[i] = copy.getLong();
            }
        }
    }

    private static int checksum(byte[] bytes) {
        CRC32C sum = new CRC32C();
        sum.update(bytes, 0, ROOM - Integer.BYTES);
        return (int) sum.getValue();
    }
}
