package org.palisade.protocol.scan;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;

/** Frames on a blocking stream. One reader and one writer may use the two directions of a connection at once. */
public final class Frames {

    private Frames() {
    }

    /** Reads the next message a server sent. */
    public static Message read(InputStream in) throws IOException {
        return read(in, Limits.FRAME);
    }

    /**
     * Reads the next message. Memory is taken only as the bytes arrive: a frame that claims more than it sends costs what it sends.
     *
     * @param most largest frame taken, bytes after its length field
     * @throws CutFrameException       if the peer closed the connection inside a frame
     * @throws EOFException            if the peer closed the connection between two frames
     * @throws MalformedFrameException if the frame breaks the protocol
     * @throws IOException             if the connection fails
     */
    public static Message read(InputStream in, int most) throws IOException {
        byte[] head = in.readNBytes(Integer.BYTES);
        if (head.length < Integer.BYTES) {
            throw head.length == 0 ? new EOFException("the peer closed the connection") : new CutFrameException();
        }
        int length = ByteBuffer.wrap(head).getInt();
        if (length < 5 || length > most) {
            throw new MalformedFrameException("a frame of " + Integer.toUnsignedString(length) + " bytes is out of range");
        }
        byte[] body = in.readNBytes(length);
        if (body.length < length) {
            throw new CutFrameException();
        }
        return Codec.decode(ByteBuffer.wrap(body));
    }

    /**
     * Writes one message and flushes it. The caller makes sure that one thread writes at a time.
     *
     * @throws IOException if the connection fails
     */
    public static void write(OutputStream out, Message message) throws IOException {
        ByteBuffer frame = Codec.encode(message);
        out.write(frame.array(), frame.arrayOffset(), frame.limit());
        out.flush();
    }
}
