package org.palisade.scanserver.report;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Records one after the other in a file: a head, the connections that were open when the file was written anew, then entries. Not thread-safe. */
final class JournalFile implements AutoCloseable {

    private static final int PIECE = JournalRecord.BYTES * 512;

    private final Path path;
    private FileChannel channel;
    private long end;

    JournalFile(Path path) throws IOException {
        this.path = path;
        this.channel = open(path);
        this.end = channel.size();
    }

    /** Hands over every whole record from a place on; false if there was anything else. */
    boolean read(long from, Consumer<JournalRecord> taker) throws IOException {
        boolean whole = true;
        ByteBuffer piece = ByteBuffer.allocate(PIECE);
        long at = from;
        while (at < end) {
            piece.clear().limit((int) Math.min(PIECE, end - at));
            fill(piece, at);
            for (int i = 0; i < piece.limit(); i += JournalRecord.BYTES) {
                if (piece.limit() - i < JournalRecord.BYTES) {
                    whole = false;
                } else {
                    ByteBuffer one = ByteBuffer.allocate(JournalRecord.BYTES);
                    one.put(0, piece, i, JournalRecord.BYTES);
                    Optional<JournalRecord> read = JournalRecord.read(one);
                    whole &= read.isPresent();
                    read.ifPresent(taker);
                }
            }
            at += piece.limit();
        }
        return whole;
    }

    /** The records from a place on, at most so many. */
    List<JournalRecord> read(long from, int most) throws IOException {
        List<JournalRecord> records = new ArrayList<>();
        long limit = Math.min(end, from + (long) most * JournalRecord.BYTES);
        for (long at = from; at < limit; at += JournalRecord.BYTES) {
            ByteBuffer one = ByteBuffer.allocate(JournalRecord.BYTES);
            fill(one, at);
            JournalRecord.read(one).ifPresent(records::add);
        }
        return records;
    }

    /** Adds one; in the hands of the system when it returns, so that a kill of this process does not lose it. */
    void add(JournalRecord record) throws IOException {
        ByteBuffer bytes = record.bytes();
        long at = end;
        while (bytes.hasRemaining()) {
            at += channel.write(bytes, at);
        }
        end = at;
    }

    /** Puts other content in its place; on disk when it returns. */
    void replace(List<JournalRecord> beginning, long from) throws IOException {
        Path fresh = path.resolveSibling(path.getFileName() + ".new");
        try (FileChannel out = FileChannel.open(fresh, StandardOpenOption.WRITE, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING)) {
            for (JournalRecord record : beginning) {
                write(out, record.bytes());
            }
            ByteBuffer piece = ByteBuffer.allocate(PIECE);
            for (long at = from; at < end; at += piece.limit()) {
                piece.clear().limit((int) Math.min(PIECE, end - at));
                fill(piece, at);
                write(out, piece.rewind());
            }
            out.force(true);
        }
        Files.move(fresh, path, StandardCopyOption.ATOMIC_MOVE);
        try (FileChannel names = FileChannel.open(path.toAbsolutePath().getParent(), StandardOpenOption.READ)) {
            names.force(true);
        }
        channel.close();
        channel = open(path);
        end = channel.size();
    }

    long end() {
        return end;
    }

    /** What was added is on disk when the force of this returns; may be called by another thread. */
    FileChannel channel() {
        return channel;
    }

    @Override
    public void close() throws IOException {
        channel.force(true);
        channel.close();
    }

    private void fill(ByteBuffer bytes, long from) throws IOException {
        long at = from;
        while (bytes.hasRemaining()) {
            int got = channel.read(bytes, at);
            if (got < 0) {
                throw new IOException("the journal of sessions became shorter");
            }
            at += got;
        }
    }

    private static void write(FileChannel out, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            out.write(bytes);
        }
    }

    private static FileChannel open(Path path) throws IOException {
        return FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.CREATE);
    }
}
