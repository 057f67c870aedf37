package org.palisade.scanserver.engine.clamd;

import java.io.DataInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Supplier;

/** Says what a test wants said, in sessions. It tells of its limits like a daemon with {@code AlertExceedsMax}. */
final class FakeClamd implements AutoCloseable {

    /** It reads on and does not answer. */
    static final String NOTHING = "<nothing>";
    /** It closes the connection instead. */
    static final String DROP = "<drop>";

    private final SocketAddress address;
    private final ServerSocketChannel listening;
    private final Thread accepting;
    private final Set<SocketChannel> connections = ConcurrentHashMap.newKeySet();
    private final Semaphore streams = new Semaphore(0);
    private final AtomicInteger scans = new AtomicInteger();
    private volatile Function<byte[], String> says = content -> "stream: OK";
    private volatile Supplier<String> version = () -> "ClamAV 1.4.6/27500/Mon Jan  5 09:00:00 2026";

    FakeClamd(Path socket) throws IOException {
        address = UnixDomainSocketAddress.of(socket);
        listening = ServerSocketChannel.open(StandardProtocolFamily.UNIX).bind(address);
        accepting = new Thread(this::accept);
        accepting.setDaemon(true);
        accepting.start();
    }

    FakeClamd says(Function<byte[], String> reply) {
        says = reply;
        return this;
    }

    FakeClamd version(Supplier<String> text) {
        version = text;
        return this;
    }

    SocketAddress address() {
        return address;
    }

    /** Streams that were asked about, probes of the limits left out. */
    int scans() {
        return scans.get();
    }

    void awaitStream() throws InterruptedException {
        if (!streams.tryAcquire(20, TimeUnit.SECONDS)) {
            throw new IllegalStateException("no stream came");
        }
    }

    void dropAll() throws IOException {
        for (SocketChannel connection : connections) {
            connection.close();
        }
        connections.clear();
    }

    private void accept() {
        try {
            while (true) {
                SocketChannel connection = listening.accept();
                connections.add(connection);
                Thread thread = new Thread(() -> serve(connection));
                thread.setDaemon(true);
                thread.start();
            }
        } catch (IOException e) {
            // Closed.
        }
    }

    private void serve(SocketChannel connection) {
        try (connection) {
            DataInputStream in = new DataInputStream(Channels.newInputStream(connection));
            int id = -1;
            while (true) {
                String command = command(in);
                id++;
                String reply = switch (command) {
                    case "zVERSION" -> version.get();
                    case "zPING" -> "PONG";
                    case "zSTATS" -> "POOLS: 1\n\nMEMSTATS: pools_used 5.882M pools_total 5.964M\nEND";
                    case "zINSTREAM" -> stream(in);
                    default -> "";
                };
                if (reply.equals(DROP)) {
                    return;
                }
                if (!reply.isEmpty() && !reply.equals(NOTHING)) {
                    ByteBuffer bytes = ByteBuffer.wrap((id + ": " + reply + '\0').getBytes(StandardCharsets.US_ASCII));
                    while (bytes.hasRemaining()) {
                        connection.write(bytes);
                    }
                }
            }
        } catch (IOException | UncheckedIOException e) {
            // The other side has gone.
        }
    }

    private String stream(DataInputStream in) throws IOException {
        streams.release();
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        for (int length = in.readInt(); length != 0; length = in.readInt()) {
            content.write(in.readNBytes(length));
        }
        byte[] whole = content.toByteArray();
        if (whole.length > 10_000 && whole[0] == 'P' && whole[1] == 'K') {
            streams.tryAcquire();
            return "stream: Heuristics.Limits.Exceeded.MaxRecursion FOUND";
        }
        scans.incrementAndGet();
        return says.apply(whole);
    }

    private static String command(DataInputStream in) throws IOException {
        StringBuilder command = new StringBuilder();
        for (byte next = in.readByte(); next != 0; next = in.readByte()) {
            command.append((char) next);
        }
        return command.toString();
    }

    @Override
    public void close() throws IOException {
        listening.close();
        try {
            accepting.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        dropAll();
    }
}
