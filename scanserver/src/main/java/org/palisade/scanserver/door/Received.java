package org.palisade.scanserver.door;

import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Arrays;
import org.palisade.protocol.scan.Digest;
import org.palisade.protocol.scan.Message.Subject;
import org.palisade.scanserver.scan.Source;

/**
 * A stream as it comes in: hashed on the way, in memory while it is small, else in a file. Filled by the connection's thread; what belongs to a file is written by the
 * spool's, in order. Read by a worker once it is whole. Closing gives everything up, from any thread.
 */
final class Received implements Source, AutoCloseable {

    private static final int FIRST = 4 * 1024;
    private static final int MOST_IN_MEMORY = 256 * 1024;

    private final Spool spool;
    private final MessageDigest sha256 = Digest.computation();
    private byte[] memory = new byte[0];
    private int used;
    private long size;
    private boolean filed;
    private volatile Spool.Content file;
    private volatile boolean closed;

    Received(Spool spool) {
        this.spool = spool;
    }

    /** Takes bytes into memory; false if they do not belong there, and nothing was taken. */
    boolean keep(ByteBuffer bytes) {
        if (filed || !room(bytes.remaining())) {
            filed = true;
            return false;
        }
        int count = bytes.remaining();
        bytes.get(memory, used, count);
        sha256.update(memory, used, count);
        used += count;
        size += count;
        return true;
    }

    private boolean room(int count) {
        int needed = used + count;
        if (needed > MOST_IN_MEMORY) {
            return false;
        }
        if (needed > memory.length) {
            int length = Math.min(Math.max(Math.max(needed, 2 * memory.length), FIRST), MOST_IN_MEMORY);
            if (!spool.takeMemory(length - memory.length)) {
                return false;
            }
            memory = Arrays.copyOf(memory, length);
        }
        return true;
    }

    /**
     * Writes bytes to the file, on the spool's thread; memory is emptied into it first.
     *
     * @throws IOException if there is no room, or it was given up
     */
    void write(ByteBuf bytes) throws IOException {
        if (file == null) {
            Spool.Content made = spool.create();
            file = made;
            if (closed) {
                made.close();
                throw new IOException("given up");
            }
            made.append(ByteBuffer.wrap(memory, 0, used));
            spool.giveMemory(memory.length);
            memory = new byte[0];
            used = 0;
        }
        ByteBuffer content = bytes.nioBuffer();
        sha256.update(content.duplicate());
        size += content.remaining();
        file.append(content);
    }

    /** True if its end has to be waited for on the spool's thread. */
    boolean filed() {
        return filed;
    }

    /** What it is, once it is whole. */
    Subject subject() {
        return new Subject(Digest.of(sha256.digest()), size);
    }

    @Override
    public int read(long position, ByteBuffer into) throws IOException {
        if (filed) {
            return file.read(position, into);
        }
        synchronized (this) {
            if (closed) {
                throw new IOException("given up");
            }
            int count = (int) Math.min(into.remaining(), used - position);
            if (count <= 0) {
                return -1;
            }
            into.put(memory, (int) position, count);
            return count;
        }
    }

    @Override
    public void close() {
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
        }
        if (filed) {
            // Behind whatever is still to be written, so that nothing is held that was given up.
            if (!spool.later(this::release)) {
                release();
            }
        } else {
            release();
        }
    }

    private synchronized void release() {
        spool.giveMemory(memory.length);
        memory = new byte[0];
        Spool.Content held = file;
        if (held != null) {
            held.close();
        }
    }
}
