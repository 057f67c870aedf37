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

    /**
     * Puts other content in its place; on disk when it returns. The file that was written is the one that is gone on with: once it has the name, nothing can fail that
     * would leave records going to the one before.
     *
     * @return what kept the name from being brought to disk; usually nothing
     * @throws IOException if everything is as it was
     */
    Optional<IOException> replace(List<JournalRecord> beginning, long from) throws IOException {
        try (FileChannel names = FileChannel.open(path.toAbsolutePath().getParent(), StandardOpenOption.READ)) {
            FileChannel before = channel;
            channel = written(beginning, from);
            end = channel.position();
            try (before) {
                names.force(true);
            } catch (IOException e) {
                return Optional.of(e);
            }
        }
        return Optional.empty();
    }

    /** The new content, on disk and under the name. */
    private FileChannel written(List<JournalRecord> beginning, long from) throws IOException {
        Path fresh = path.resolveSibling(path.getFileName() + ".new");
        FileChannel out = FileChannel.open(fresh, StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING);
        boolean named = false;
        try {
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
            Files.move(fresh, path, StandardCopyOption.ATOMIC_MOVE);
            named = true;
            return out;
        } finally {
            if (!named) {
                out.close();
            }
        }
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
