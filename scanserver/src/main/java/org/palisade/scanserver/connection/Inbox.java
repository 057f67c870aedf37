package org.palisade.scanserver.connection;

import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Queue;
import org.palisade.protocol.scan.Codec;
import org.palisade.protocol.scan.Limits;
import org.palisade.protocol.scan.MalformedFrameException;
import org.palisade.scanserver.scan.FragmentArrays;

/**
 * Cuts the bytes of a connection into frames. A frame that came whole is handed on where it lies; one that comes in pieces is put together in memory that grows with
 * what has come, never with what was announced. While its owner is not ready, bytes wait here: the owner stops the reading, so they are those of one read at most.
 */
final class Inbox {

    /** Takes frames. */
    interface Reader {

        /** False while no frame should come. */
        boolean ready();

        /**
         * The next frame.
         *
         * @param frame everything after its length; of use during the call only, unless the message keeps it ({@link Codec#keeps})
         */
        void frame(ByteBuffer frame) throws MalformedFrameException;
    }

    private static final int LEAST = 5;
    private static final int FIRST = 4096;
    /** Memory for a frame in pieces is at most twice so many times what has come of it. */
    private static final int AHEAD = 4;
    private static final byte[] NOTHING = new byte[0];

    private final Reader reader;
    private final FragmentArrays arrays;
    private final Queue<ByteBuf> waiting = new ArrayDeque<>(1);
    private byte[] frame = NOTHING;
    private int length;
    private int lengthBytes;
    private int filled;
    private long frames;
    private boolean working;

    /** An inbox; {@code arrays} are where frames are put together. The array of one whose message keeps it is its taker's. */
    Inbox(Reader reader, FragmentArrays arrays) {
        this.reader = reader;
        this.arrays = arrays;
    }

    /** Takes bytes over, and hands on what they make whole. */
    void take(ByteBuf bytes) throws MalformedFrameException {
        waiting.add(bytes);
        proceed();
    }

    /** Hands on what waits, as far as the reader is ready. A call from inside the reader does nothing. */
    void proceed() throws MalformedFrameException {
        if (working) {
            return;
        }
        working = true;
        try {
            for (ByteBuf bytes = waiting.peek(); bytes != null; bytes = waiting.peek()) {
                while (bytes.isReadable()) {
                    if (!reader.ready()) {
                        return;
                    }
                    step(bytes);
                }
                waiting.remove().release();
            }
        } finally {
            working = false;
        }
    }

    /** True inside a frame. */
    boolean inside() {
        return lengthBytes > 0;
    }

    /** Frames that have come. */
    long frames() {
        return frames;
    }

    /** Drops everything; not to be called from inside the reader. */
    void close() {
        while (!waiting.isEmpty()) {
            waiting.remove().release();
        }
        arrays.give(frame);
        frame = NOTHING;
        filled = 0;
        lengthBytes = 0;
    }

    private void step(ByteBuf bytes) throws MalformedFrameException {
        if (lengthBytes < Integer.BYTES) {
            length = length << Byte.SIZE | bytes.readUnsignedByte();
            if (++lengthBytes == Integer.BYTES && (length < LEAST || length > Limits.AGENT_FRAME)) {
                throw new MalformedFrameException("a frame of " + Integer.toUnsignedString(length) + " bytes is out of range");
            }
        } else if (filled == 0 && bytes.readableBytes() >= length && !Codec.keeps(bytes.getByte(bytes.readerIndex()))) {
            ByteBuffer whole = bytes.nioBuffer(bytes.readerIndex(), length);
            bytes.skipBytes(length);
            pass(whole);
        } else {
            int part = Math.min(length - filled, bytes.readableBytes());
            if (frame.length < filled + part) {
                int ahead = Math.max(FIRST, AHEAD * (filled + part));
                // Not once more for the last few bytes.
                byte[] larger = arrays.take(ahead >= length / 2 ? length : ahead);
                System.arraycopy(frame, 0, larger, 0, filled);
                arrays.give(frame);
                frame = larger;
            }
            bytes.readBytes(frame, filled, part);
            filled += part;
            if (filled == length) {
                byte[] whole = frame;
                frame = NOTHING;
                boolean kept = Codec.keeps(whole[0]);
                pass(ByteBuffer.wrap(whole, 0, length));
                if (!kept) {
                    arrays.give(whole);
                }
            }
        }
    }

    private void pass(ByteBuffer whole) throws MalformedFrameException {
        length = 0;
        lengthBytes = 0;
        filled = 0;
        frames++;
        reader.frame(whole);
    }
}
