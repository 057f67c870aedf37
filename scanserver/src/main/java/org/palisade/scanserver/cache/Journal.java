package org.palisade.scanserver.cache;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * What is put, on its way to the disk. {@link #append} only copies into memory; {@link #write} hands it to the kernel, which a killed process survives;
 * {@link #sync} has the kernel bring it to the disk, which a crash of the machine survives. Two threads do that, so that a slow disk does not keep records in
 * this process. A disk that fails or is full stops the journal, not the cache: records are dropped until {@link #roll} begins a new file.
 */
final class Journal {

    private static final Logger LOG = System.getLogger(Journal.class.getName());
    private static final int FIRST = 1 << 16;
    private static final int MOST_PENDING = 16 << 20;

    private final Optional<Folder> folder;
    /** Held while bytes go to a file or the file is exchanged; {@code this} for what is in memory. */
    private final Object writing = new Object();
    private final List<byte[]> definitions = new ArrayList<>();
    private List<byte[]> epochs = List.of();
    private byte[] pending = new byte[FIRST];
    /** Counts changes of what files begin with. */
    private long revision;
    private int filled;
    private boolean taking;
    private volatile FileChannel channel;
    private volatile boolean dirty;
    private volatile boolean failed;
    private volatile long bytes;
    private volatile long beginning;

    /** Without a folder nothing is ever written. */
    Journal(Optional<Folder> folder) {
        this.folder = folder;
    }

    /** True if everything appended is, or will be within the second, on disk. */
    boolean healthy() {
        return channel != null && !failed;
    }

    /** Bytes written to the present file. */
    long bytes() {
        return bytes;
    }

    /** A record that needs no other. */
    synchronized void append(byte[] record) {
        if (!taking) {
            return;
        }
        if (filled + record.length > MOST_PENDING) {
            fail(new IOException("the disk takes less than is scanned"));
            return;
        }
        if (filled + record.length > pending.length) {
            pending = Arrays.copyOf(pending, Math.max(pending.length * 2, filled + record.length));
        }
        System.arraycopy(record, 0, pending, filled, record.length);
        filled += record.length;
    }

    /** A record that later ones need; it is written twice, and at the beginning of each file from now on. */
    synchronized void define(byte[] record) {
        definitions.add(record);
        revision++;
        append(record);
        append(record);
    }

    /** All epochs for the files to come, and those of them that the present file has not. */
    synchronized void epochs(List<byte[]> all, List<byte[]> fresh) {
        epochs = List.copyOf(all);
        revision++;
        for (byte[] record : fresh) {
            append(record);
            append(record);
        }
    }

    /** Bytes at the beginning of the present file that are no entries. */
    long beginning() {
        return beginning;
    }

    /** A new file with the beginning that any other file needs now, not forced to disk. */
    void begin(FileChannel file) throws IOException {
        write(file, all());
    }

    /** What a file begins with, everything twice. */
    private synchronized ByteBuffer all() {
        List<byte[]> records = new ArrayList<>();
        records.add(Records.header());
        records.addAll(definitions);
        records.addAll(epochs);
        ByteBuffer all = ByteBuffer.allocate(records.stream().mapToInt(record -> record.length).sum() * 2);
        records.forEach(record -> all.put(record).put(record));
        return all.flip();
    }

    /** Takes records again; what a file that was begun at some revision has not, if anything. */
    private synchronized ByteBuffer take(long begun) {
        if (!taking) {
            filled = 0;
            taking = true;
        }
        return begun == revision ? ByteBuffer.allocate(0) : all();
    }

    private synchronized long revision() {
        return revision;
    }

    /** Begins the first file of this process; if that fails, it is said and tried again later. */
    void start() {
        try {
            roll();
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "the cache begins in memory", e);
        }
    }

    /**
     * Goes on in a new file; from a failure, too.
     *
     * @return number of the new file: all records before are in files with lower numbers
     */
    long roll() throws IOException {
        try {
            Folder files = folder.orElseThrow();
            long number = files.next();
            FileChannel next = files.create(Folder.log(number));
            long begun = revision();
            begin(next);
            next.force(false);
            files.sync();
            exchange(next, begun);
            return number;
        } catch (IOException e) {
            fail(e);
            throw e;
        }
    }

    /** The new file takes the place of the one before. What waits for the disk is done outside the lock, so that records do not wait in this process. */
    private void exchange(FileChannel next, long begun) throws IOException {
        FileChannel before;
        boolean wasHealthy;
        synchronized (writing) {
            before = channel;
            wasHealthy = healthy();
            write(next, take(begun));
            channel = next;
            bytes = next.position();
            beginning = bytes;
            if (failed) {
                LOG.log(Level.INFO, "the cache is written to disk again");
            }
            failed = false;
        }
        if (before != null) {
            try (before) {
                if (wasHealthy) {
                    before.force(false);
                }
            }
        }
    }

    /** Hands what was appended to the kernel. */
    void write() {
        synchronized (writing) {
            ByteBuffer out;
            synchronized (this) {
                if (filled == 0 || failed) {
                    return;
                }
                out = ByteBuffer.wrap(pending, 0, filled);
                pending = new byte[FIRST];
                filled = 0;
            }
            try {
                int length = out.remaining();
                write(channel, out);
                bytes += length;
                dirty = true;
            } catch (IOException e) {
                fail(e);
            }
        }
    }

    /** Brings what was written to the disk. */
    void sync() {
        FileChannel now = channel;
        if (!dirty || failed) {
            return;
        }
        dirty = false;
        try {
            now.force(false);
        } catch (ClosedChannelException e) {
            // Exchanged meanwhile, and forced before it was closed.
        } catch (IOException e) {
            fail(e);
        }
    }

    /** Everything to disk; no more is taken. */
    void close() {
        write();
        sync();
        synchronized (writing) {
            synchronized (this) {
                taking = false;
            }
            try {
                if (channel != null) {
                    channel.close();
                }
            } catch (IOException e) {
                LOG.log(Level.WARNING, "the cache could not close its file: {0}", e.toString());
            }
        }
    }

    private synchronized void fail(IOException e) {
        if (!failed) {
            LOG.log(Level.ERROR, "the cache cannot be written to disk and goes on in memory: {0}", e.toString());
        }
        failed = true;
        taking = false;
        filled = 0;
        pending = new byte[FIRST];
    }

    private static void write(FileChannel file, ByteBuffer out) throws IOException {
        while (out.hasRemaining()) {
            file.write(out);
        }
    }
}
