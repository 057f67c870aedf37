package org.palisade.agent.gap;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.function.Predicate;
import java.util.zip.CRC32C;

/**
 * Records in a file that is only appended to: mark, length, checksum, payload. Where a record is damaged the next one is found by its mark, so that the
 * damage costs the records it is in and no other. The mark begins with a zero byte, which no path holds.
 */
final class Frame {

    /** Bytes before the payload. */
    static final int HEADER = 10;
    /** Most bytes of a payload. */
    static final int MOST = 8 * 1024;

    private static final int MARK = 0x00504701;

    private Frame() {
    }

    /** Room for one record; its position is the payload's begin. */
    static ByteBuffer room() {
        return begin(ByteBuffer.allocate(HEADER + MOST));
    }

    static ByteBuffer begin(ByteBuffer room) {
        return room.clear().position(HEADER);
    }

    /** Ends the record: from 0 to the limit it can be written. */
    static ByteBuffer end(ByteBuffer room) {
        int length = room.position() - HEADER;
        room.flip();
        room.putInt(0, MARK).putShort(4, (short) length).putInt(6, checksum(room, 0, length));
        return room;
    }

    /**
     * Reads all records that are whole.
     *
     * @param taker gets each payload; false if it makes no sense
     * @return how many places were damaged; a half-written end is one
     */
    static long read(Path file, Predicate<ByteBuffer> taker) throws IOException {
        long damaged = 0;
        boolean lost = false;
        ByteBuffer window = ByteBuffer.allocate(4 * (HEADER + MOST)).limit(0);
        try (FileChannel in = FileChannel.open(file, StandardOpenOption.READ)) {
            boolean end = false;
            while (true) {
                if (!end && window.remaining() < HEADER + MOST) {
                    end = fill(in, window);
                }
                if (!window.hasRemaining()) {
                    return damaged;
                }
                int length = length(window);
                if (length > 0 && taker.test(window.slice(window.position() + HEADER, length))) {
                    window.position(window.position() + HEADER + length);
                    lost = false;
                } else {
                    window.get();
                    damaged += lost ? 0 : 1;
                    lost = true;
                }
            }
        }
    }

    private static boolean fill(FileChannel in, ByteBuffer window) throws IOException {
        window.compact();
        int got = 0;
        while (got >= 0 && window.hasRemaining()) {
            got = in.read(window);
        }
        window.flip();
        return got < 0;
    }

    /** Length of the payload of the whole record that begins here; 0 if none does. */
    private static int length(ByteBuffer window) {
        int at = window.position();
        if (window.remaining() <= HEADER || window.getInt(at) != MARK) {
            return 0;
        }
        int length = Short.toUnsignedInt(window.getShort(at + 4));
        boolean whole = length > 0 && length <= MOST && length <= window.remaining() - HEADER;
        return whole && checksum(window, at, length) == window.getInt(at + 6) ? length : 0;
    }

    private static int checksum(ByteBuffer window, int at, int length) {
        CRC32C sum = new CRC32C();
        sum.update(window.slice(at + 4, 2));
        sum.update(window.slice(at + HEADER, length));
        return (int) sum.getValue();
    }
}
