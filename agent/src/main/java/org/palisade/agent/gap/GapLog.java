package org.palisade.agent.gap;

import java.io.BufferedOutputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * The ledger's files. {@code N.base} holds what was open when {@code N.log} was begun; what counts is the newest base and all logs from its number on. A base
 * gets its name when it is whole and on the disk, and older files are deleted after that. Streams, not channels: a thread that is interrupted while it
 * writes must not close the file for all others. Everything but {@link #sync} and {@link #publish} is called under the ledger's lock.
 */
final class GapLog implements AutoCloseable {

    private static final Logger LOG = System.getLogger(GapLog.class.getName());

    private static final int BUFFER = 64 * 1024;

    private final Path folder;
    private Optional<FileOutputStream> out = Optional.empty();
    private long number;
    private long bytes;

    GapLog(Path folder) {
        this.folder = folder;
    }

    /**
     * Reads everything that counts.
     *
     * @return how many places were damaged
     */
    long replay(Predicate<ByteBuffer> taker) {
        long damaged = 0;
        long base = newestBase();
        if (base > 0) {
            damaged += read(name(base, ".base"), taker);
        }
        for (long log : numbers(".log").filter(each -> each >= base).sorted().toArray()) {
            damaged += read(name(log, ".log"), taker);
            number = Math.max(number, log);
        }
        number = Math.max(number, base);
        return damaged;
    }

    /** Bytes in all files that count. */
    long bytes() {
        return bytes;
    }

    /** True if records can be written. */
    boolean opened() {
        return out.isPresent();
    }

    /**
     * Writes a record, by one call of the kernel: after it a kill of this process loses nothing.
     *
     * @throws IOException if it is not written, or only a part
     */
    void append(ByteBuffer record) throws IOException {
        FileOutputStream stream = out.orElseThrow(() -> new IOException("the gap ledger has no open file"));
        stream.write(record.array(), 0, record.limit());
        bytes += record.limit();
    }

    /**
     * Begins a new log, and a base with what is open now; {@link #publish} it after that, without the lock.
     *
     * @param content writes the base
     * @return the new number
     */
    long begin(Content content) throws IOException {
        Private.folder(folder);
        long next = number + 1;
        Path base = name(next, ".new");
        Files.deleteIfExists(base);
        try {
            long size;
            try (OutputStream stream = new BufferedOutputStream(new FileOutputStream(Private.file(base).toFile()), BUFFER)) {
                size = content.write(stream);
            }
            FileOutputStream fresh = new FileOutputStream(Private.file(name(next, ".log")).toFile(), true);
            out.ifPresent(GapLog::close);
            out = Optional.of(fresh);
            number = next;
            bytes += size;
            return next;
        } catch (IOException e) {
            // On a full disk it is tried again and again: it must leave nothing behind.
            Files.deleteIfExists(base);
            throw e;
        }
    }

    /** Writes what is open. */
    @FunctionalInterface
    interface Content {
        /**
         * Writes.
         *
         * @return bytes written
         */
        long write(OutputStream stream) throws IOException;
    }

    /** Has a base count, and deletes what came before it. Returns the bytes that are no more. */
    long publish(long base) throws IOException {
        Path fresh = name(base, ".new");
        try (FileOutputStream stream = new FileOutputStream(fresh.toFile(), true)) {
            stream.getFD().sync();
        }
        Files.move(fresh, name(base, ".base"), StandardCopyOption.ATOMIC_MOVE);
        Private.syncFolder(folder);
        long freed = 0;
        for (String kind : new String[] {".base", ".log", ".new"}) {
            for (long old : numbers(kind).filter(each -> each < base).toArray()) {
                Path path = name(old, kind);
                freed += ".new".equals(kind) ? 0 : Files.size(path);
                Files.deleteIfExists(path);
            }
        }
        return freed;
    }

    void freed(long fewer) {
        bytes -= fewer;
    }

    /** What a loss of power must not cost. */
    void sync() throws IOException {
        Optional<FileOutputStream> stream = out;
        if (stream.isPresent()) {
            stream.get().getFD().sync();
        }
    }

    @Override
    public void close() {
        out.ifPresent(GapLog::close);
        out = Optional.empty();
    }

    private long read(Path file, Predicate<ByteBuffer> taker) {
        try {
            bytes += Files.size(file);
            return Frame.read(file, taker);
        } catch (IOException e) {
            LOG.log(Level.ERROR, "a file of the gap ledger cannot be read to its end: {0}", e.getMessage());
            return 1;
        }
    }

    private long newestBase() {
        return numbers(".base").max().orElse(0);
    }

    private LongStream numbers(String kind) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).filter(file -> file.matches("\\d{12}\\" + kind))
                    .mapToLong(file -> Long.parseLong(file.substring(0, 12))).sorted().boxed().toList().stream().mapToLong(Long::longValue);
        } catch (NoSuchFileException e) {
            return LongStream.empty();
        } catch (IOException e) {
            LOG.log(Level.ERROR, "the gap ledger's folder cannot be listed: {0}", e.getMessage());
            return LongStream.empty();
        }
    }

    private Path name(long of, String kind) {
        return folder.resolve(String.format("%012d%s", of, kind));
    }

    private static void close(FileOutputStream stream) {
        try {
            stream.close();
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "a file of the gap ledger could not be closed: {0}", e.getMessage());
        }
    }
}
