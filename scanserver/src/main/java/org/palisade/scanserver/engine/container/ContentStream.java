package org.palisade.scanserver.engine.container;

import java.io.IOException;
import java.io.InputStream;

/** A content in order. Buffered, because decoders read byte by byte. */
final class ContentStream extends InputStream {

    private static final int BUFFER = 8192;

    private final Content content;
    /** Made when it is needed: who reads much at once needs none. */
    private byte[] buffer;
    private long position;
    private int at;
    private int filled;

    ContentStream(Content content, long position) {
        this.content = content;
        this.position = position;
    }

    @Override
    public int read() throws IOException {
        if (at == filled && !refill()) {
            return -1;
        }
        return buffer[at++] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (at == filled) {
            if (length >= BUFFER) {
                int count = content.read(position, into, offset, length);
                position += Math.max(count, 0);
                return count;
            }
            if (!refill()) {
                return -1;
            }
        }
        int count = Math.min(length, filled - at);
        System.arraycopy(buffer, at, into, offset, count);
        at += count;
        return count;
    }

    @Override
    public long skip(long count) {
        if (count <= 0) {
            return 0;
        }
        long here = position - (filled - at);
        long there = Math.max(here, Math.min(content.size(), here + Math.min(count, Long.MAX_VALUE - here)));
        position = there;
        at = 0;
        filled = 0;
        return there - here;
    }

    @Override
    public int available() {
        return (int) Math.min(Integer.MAX_VALUE, Math.max(0, content.size() - position) + filled - at);
    }

    /** Where the next byte comes from. */
    long position() {
        return position - (filled - at);
    }

    private boolean refill() throws IOException {
        if (buffer == null) {
            buffer = new byte[BUFFER];
        }
        int count = content.read(position, buffer, 0, BUFFER);
        at = 0;
        filled = Math.max(count, 0);
        position += filled;
        return count > 0;
    }
}
