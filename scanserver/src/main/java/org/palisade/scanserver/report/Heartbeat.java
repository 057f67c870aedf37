package org.palisade.scanserver.report;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.UUID;
import java.util.zip.CRC32;

/** When this process was last known to live, on disk. Two places written in turn: a crash while one is written leaves the other. */
final class Heartbeat implements AutoCloseable {

    private static final int BYTES = 48;
    private static final int CHECKED = 40;

    /** A beat. */
    record Beat(long number, UUID run, long millis, long nanos) {
    }

    private final FileChannel channel;
    private long number;

    Heartbeat(Path file) throws IOException {
        channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.CREATE);
        number = last().map(Beat::number).orElse(0L);
    }

    Optional<Beat> last() throws IOException {
        Optional<Beat> first = read(0);
        Optional<Beat> second = read(BYTES);
        if (first.isPresent() && second.isPresent()) {
            return first.get().number() > second.get().number() ? first : second;
        }
        return first.or(() -> second);
    }

    /** Writes one; in the hands of the system when it returns. */
    void beat(UUID run, long millis, long nanos) throws IOException {
        number++;
        ByteBuffer bytes = ByteBuffer.allocate(BYTES);
        bytes.putLong(number).putLong(run.getMostSignificantBits()).putLong(run.getLeastSignificantBits()).putLong(millis).putLong(nanos).putInt(check(bytes.array()));
        bytes.position(BYTES).flip();
        long at = number % 2 * BYTES;
        while (bytes.hasRemaining()) {
            at += channel.write(bytes, at);
        }
    }

    void sync() throws IOException {
        channel.force(false);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }

    private Optional<Beat> read(int at) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(BYTES);
        int got = 0;
        while (got >= 0 && bytes.hasRemaining()) {
            got = channel.read(bytes, at + bytes.position());
        }
        if (bytes.hasRemaining() || bytes.getInt(CHECKED) != check(bytes.array()) || bytes.getLong(0) <= 0) {
            return Optional.empty();
        }
        return Optional.of(new Beat(bytes.getLong(0), new UUID(bytes.getLong(8), bytes.getLong(16)), bytes.getLong(24), bytes.getLong(32)));
    }

    private static int check(byte[] bytes) {
        CRC32 crc = new CRC32();
        crc.update(bytes, 0, CHECKED);
        return (int) crc.getValue();
    }
}
