package org.palisade.scanserver.engine.container;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Takes an object's bytes and gives them back at any place: in memory while it is small and there is room, then in a file without a name. One thread at a
 * time. What it holds of the {@link SpoolSpace} is given back by {@link #close}; its content must not be read afterwards.
 */
public final class Spool implements AutoCloseable {

    private final SpoolSpace space;
    private final long limit;
    private final int inMemory;
    private final List<byte[]> memory = new ArrayList<>();
    private Optional<FileChannel> file = Optional.empty();
    private long size;
    private long onDisk;
    private boolean closed;

    Spool(SpoolSpace space, long limit, int inMemory) {
        this.space = space;
        this.limit = limit;
        this.inMemory = inMemory;
    }

    /**
     * Appends bytes. When a limit is reached those that still fit were taken if the limit is this object's own.
     *
     * @throws SpoolFullException if the limit of this object or of the space is reached
     */
    public void write(byte[] from, int offset, int length) throws IOException {
        if (closed) {
            throw new IOException("the spool is closed");
        }
        int fits = (int) Math.min(length, limit - size);
        append(from, offset, fits);
        if (fits < length) {
            throw new SpoolFullException("larger than " + limit + " bytes", false);
        }
    }

    /** Bytes written so far. */
    public long size() {
        return size;
    }

    /** What was written so far and will be written. */
    public Content content() {
        return new Content() {
            @Override
            public long size() {
                return size;
            }

            @Override
            public int read(long position, byte[] into, int offset, int length) throws IOException {
                return Spool.this.read(position, into, offset, length);
            }
        };
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        dropMemory();
        space.giveDisk(onDisk);
        onDisk = 0;
        if (file.isPresent()) {
            try {
                file.get().close();
            } catch (IOException e) {
                // The file has no name and goes with the descriptor.
            }
        }
    }

    private void append(byte[] from, int offset, int length) throws IOException {
        if (file.isEmpty() && !inMemory(size + length)) {
            toFile();
        }
        if (file.isPresent()) {
            takeDisk(length);
            write(file.get(), size, ByteBuffer.wrap(from, offset, length));
        } else {
            toMemory(from, offset, length);
        }
        size += length;
    }

    /** Makes room in memory for so many bytes; false if there may not be. */
    private boolean inMemory(long needed) {
        if (needed > inMemory) {
            return false;
        }
        while ((long) memory.size() * Buffers.BYTES < needed) {
            if (!space.takeMemory(Buffers.BYTES)) {
                return false;
            }
            try {
                memory.add(space.buffers().take());
            } catch (OutOfMemoryError e) {
                space.giveMemory(Buffers.BYTES);
                return false;
            }
        }
        return true;
    }

    private void toMemory(byte[] from, int offset, int length) {
        int done = 0;
        while (done < length) {
            int within = (int) ((size + done) % Buffers.BYTES);
            int count = Math.min(length - done, Buffers.BYTES - within);
            System.arraycopy(from, offset + done, memory.get((int) ((size + done) / Buffers.BYTES)), within, count);
            done += count;
        }
    }

    private void toFile() throws IOException {
        takeDisk(size);
        FileChannel channel = space.file();
        file = Optional.of(channel);
        for (long at = 0; at < size; at += Buffers.BYTES) {
            write(channel, at, ByteBuffer.wrap(memory.get((int) (at / Buffers.BYTES)), 0, (int) Math.min(Buffers.BYTES, size - at)));
        }
        dropMemory();
    }

    private void takeDisk(long bytes) throws SpoolFullException {
        if (!space.takeDisk(bytes)) {
            throw new SpoolFullException("the space for all scans is used up", true);
        }
        onDisk += bytes;
    }

    private void dropMemory() {
        memory.forEach(space.buffers()::give);
        space.giveMemory((long) memory.size() * Buffers.BYTES);
        memory.clear();
    }

    private static void write(FileChannel channel, long position, ByteBuffer bytes) throws IOException {
        long at = position;
        while (bytes.hasRemaining()) {
            at += channel.write(bytes, at);
        }
    }

    private int read(long position, byte[] into, int offset, int length) throws IOException {
        if (closed) {
            throw new IOException("the spool is closed");
        }
        if (position >= size) {
            return -1;
        }
        int count = (int) Math.min(length, size - position);
        if (file.isPresent()) {
            // In pieces: the JDK keeps a buffer of the largest one for each thread.
            return file.get().read(ByteBuffer.wrap(into, offset, Math.min(count, 64 << 10)), position);
        }
        int within = (int) (position % Buffers.BYTES);
        int here = Math.min(count, Buffers.BYTES - within);
        System.arraycopy(memory.get((int) (position / Buffers.BYTES)), within, into, offset, here);
        return here;
    }
}
