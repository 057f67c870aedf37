package org.palisade.protocol.scan;

import java.nio.ByteBuffer;
import org.palisade.protocol.scan.Message.Subject;

/**
 * Reads the subjects of a look-up where they lie, one after the other, for whoever answers hundreds of thousands a second. Holds to the same rules as {@link
 * Codec#decode}. Not thread-safe.
 */
public final class LookupReader {

    private static final int SUBJECT = Digest.BYTES + Long.BYTES;
    private static final int FIELDS = 1 + Integer.BYTES + 1 + Short.BYTES;

    private final ByteBuffer frame;
    private final int request;
    private final boolean archives;
    private final int count;

    /**
     * Reads all but the subjects.
     *
     * @param frame everything after the length, of a frame that {@link #reads} is true of
     * @throws MalformedFrameException if it is no whole look-up
     */
    public LookupReader(ByteBuffer frame) throws MalformedFrameException {
        if (frame.remaining() < FIELDS) {
            throw new MalformedFrameException("a frame ends before its fields do");
        }
        this.frame = frame;
        frame.get();
        request = frame.getInt();
        if (request < 0) {
            throw new MalformedFrameException("a number of " + Integer.toUnsignedString(request) + " is out of its range");
        }
        byte flag = frame.get();
        count = Short.toUnsignedInt(frame.getShort());
        if (flag != 0 && flag != 1) {
            throw new MalformedFrameException("a flag is 0 or 1, not " + Byte.toUnsignedInt(flag));
        }
        archives = flag == 1;
        if (count < 1 || count > Limits.BATCH) {
            throw new MalformedFrameException("a list of " + count + " is not within 1 and " + Limits.BATCH);
        }
        int expected = count * SUBJECT;
        if (frame.remaining() != expected) {
            throw new MalformedFrameException(frame.remaining() < expected ? "a frame ends before its fields do"
                    : "a frame has " + (frame.remaining() - expected) + " bytes too many");
        }
        for (int i = 1; i <= count; i++) {
            if (frame.get(frame.position() + i * SUBJECT - Long.BYTES) < 0) {
                throw new MalformedFrameException("an offset or size is out of its range");
            }
        }
    }

    /** True if a frame, everything after its length, is a look-up. */
    public static boolean reads(ByteBuffer frame) {
        return frame.get(frame.position()) == Codec.LOOKUP;
    }

    /** Its number. */
    public int request() {
        return request;
    }

    /** Whether archives count. */
    public boolean archives() {
        return archives;
    }

    /** How many subjects there are, 1 to {@link Limits#BATCH}. */
    public int count() {
        return count;
    }

    /**
     * The next subject.
     *
     * @throws java.nio.BufferUnderflowException after the last one
     */
    public Subject next() {
        return new Subject(Digest.get(frame), frame.getLong());
    }
}
