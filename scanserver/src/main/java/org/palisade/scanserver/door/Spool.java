package org.palisade.scanserver.door;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Where streams wait for their end and their verdict: memory and disk, both bounded for all connections together. Files lose their name as soon as they are made, so
 * nothing is left of them however the process ends. One thread writes, so that a slow disk holds up no one who needs none.
 */
final class Spool implements AutoCloseable {

    private static final int STACK = 256 * 1024;

    private final Path folder;
    private final long most;
    private final long mostMemory;
    private final AtomicLong memory = new AtomicLong();
    private final AtomicLong bytes = new AtomicLong();
    private final ExecutorService writer = new ThreadPoolExecutor(1, 1, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), task -> {
        Thread thread = new Thread(null, task, "door-spool", STACK);
        thread.setDaemon(true);
        return thread;
    });

    /** A spool in that folder, which is made; {@code mostMemory} and {@code most} are bytes in memory and on disk. */
    Spool(Path folder, long mostMemory, long most) throws IOException {
        this.folder = Files.createDirectories(folder);
        this.mostMemory = mostMemory;
        this.most = most;
    }

    /** True if so many bytes more may be held in memory; to be given back. */
    boolean takeMemory(int count) {
        if (memory.addAndGet(count) > mostMemory) {
            memory.addAndGet(-count);
            return false;
        }
        return true;
    }

    void giveMemory(int count) {
        memory.addAndGet(-count);
    }

    /** Runs it on the thread that writes, in order; what queues there is bounded by what connections may have under way. False if the spool is closed. */
    boolean later(Runnable work) {
        try {
            writer.execute(work);
            return true;
        } catch (RejectedExecutionException e) {
            return false;
        }
    }

    /** A file of its own, without a name. */
    Content create() throws IOException {
        Path name = Files.createTempFile(folder, "stream", "", PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        try {
            return new Content(FileChannel.open(name, Set.of(StandardOpenOption.READ, StandardOpenOption.WRITE)));
        } finally {
            Files.delete(name);
        }
    }

    /** Bytes on disk. */
    long bytes() {
        return bytes.get();
    }

    /** Bytes in memory. */
    long memory() {
        return memory.get();
    }

    @Override
    public void close() {
        writer.shutdownNow();
    }

    /** One file; written in order by one thread, read by any, given up by any. */
    final class Content implements AutoCloseable {

        private final FileChannel file;
        private long size;
        private boolean closed;

        private Content(FileChannel file) {
            this.file = file;
        }

        /**
         * Writes all of it at the end.
         *
         * @throws IOException if there is no room, or it was given up
         */
        void append(ByteBuffer more) throws IOException {
            synchronized (this) {
                if (closed) {
                    throw new IOException("given up");
                }
                if (bytes.addAndGet(more.remaining()) > most) {
                    bytes.addAndGet(-more.remaining());
                    throw new IOException("door.spool-max is reached");
                }
                size += more.remaining();
            }
            while (more.hasRemaining()) {
                file.write(more);
            }
        }

        int read(long position, ByteBuffer into) throws IOException {
            return file.read(into, position);
        }

        @Override
        public void close() {
            synchronized (this) {
                if (closed) {
                    return;
                }
                closed = true;
                bytes.addAndGet(-size);
            }
            try {
                file.close();
            } catch (IOException e) {
                // It has no name: it is gone either way.
            }
        }
    }
}
