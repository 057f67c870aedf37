package org.palisade.scanserver.engine.container;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.SeekableByteChannel;

/** The bytes of an object or of a member of a container, to be read at any place. Valid as long as the spool behind it, or the visit it was given for, lasts. */
public interface Content {

    /** Number of bytes, 0 or more. */
    long size();

    /**
     * Reads some bytes.
     *
     * @param position from where, 0 or more
     * @return how many were read: at least one unless {@code length} is 0; -1 at or behind the end
     */
    int read(long position, byte[] into, int offset, int length) throws IOException;

    /** All bytes in order. It need not be closed; its {@code skip} costs nothing. */
    default InputStream stream() {
        return new ContentStream(this, 0);
    }

    /** The bytes from {@code position} on, in order. */
    default InputStream stream(long position) {
        return new ContentStream(this, position);
    }

    /** A view for libraries. Read only; its position is its own. */
    default SeekableByteChannel channel() {
        return new ContentChannel(this);
    }

    /** A part of it, cut at its end; one that begins outside, before the beginning too, is empty. */
    default Content slice(long from, long length) {
        return new Slice(this, from, length);
    }

    /** Fills the array as far as there are bytes; gives how many. */
    default int fill(long position, byte[] into) throws IOException {
        return fill(position, into, into.length);
    }

    /** Fills the beginning of the array, so far as there are bytes; gives how many. */
    default int fill(long position, byte[] into, int length) throws IOException {
        int count = 0;
        while (count < length) {
            int read = read(position + count, into, count, length - count);
            if (read < 0) {
                break;
            }
            count += read;
        }
        return count;
    }

    /**
     * So many bytes from there.
     *
     * @param length at most a few MiB: the array is made before anything is read
     * @throws EOFException if there are not so many
     */
    default byte[] bytes(long position, int length) throws IOException {
        if (position < 0 || length < 0 || position > size() - length) {
            throw new EOFException("the content ends before");
        }
        byte[] bytes = new byte[length];
        if (fill(position, bytes) < length) {
            throw new EOFException("the content ends before");
        }
        return bytes;
    }

    /** Bytes in memory; the array is not copied. */
    static Content of(byte[] bytes) {
        return new Bytes(bytes, bytes.length);
    }

    /** Content of an array. */
    record Bytes(byte[] bytes, long size) implements Content {
        @Override
        public int read(long position, byte[] into, int offset, int length) {
            if (position >= size) {
                return -1;
            }
            int count = (int) Math.min(length, size - position);
            System.arraycopy(bytes, (int) position, into, offset, count);
            return count;
        }
    }

    /** A part of another content. */
    final class Slice implements Content {
        private final Content whole;
        private final long from;
        private final long size;

        Slice(Content whole, long from, long length) {
            this.whole = whole;
            this.from = Math.max(0, Math.min(from, whole.size()));
            this.size = from < 0 ? 0 : Math.max(0, Math.min(length, whole.size() - this.from));
        }

        @Override
        public long size() {
            return size;
        }

        @Override
        public int read(long position, byte[] into, int offset, int length) throws IOException {
            if (position >= size) {
                return -1;
            }
            return whole.read(from + position, into, offset, (int) Math.min(length, size - position));
        }
    }
}
