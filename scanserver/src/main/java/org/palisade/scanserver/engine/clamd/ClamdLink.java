package org.palisade.scanserver.engine.clamd;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketTimeoutException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * One session with a daemon. Nothing waits longer than the timeout, and closing it from another thread ends a wait at once. One command at a time is under way, so
 * the next reply is always its own.
 */
final class ClamdLink implements AutoCloseable {

    private static final int LONGEST_REPLY = 16 * 1024;
    private static final long LONGEST_CONNECT_MILLIS = 3000;

    private final SocketChannel channel;
    private final Selector selector;
    private final SelectionKey key;
    private final long timeoutMillis;
    private final ByteBuffer arrived = ByteBuffer.allocate(2048).limit(0);
    private int commands;

    /** Begins a session. */
    ClamdLink(SocketAddress address, Duration timeout) throws IOException {
        timeoutMillis = timeout.toMillis();
        channel = address instanceof InetSocketAddress ? SocketChannel.open() : SocketChannel.open(address);
        Selector opened = null;
        try {
            channel.configureBlocking(false);
            opened = Selector.open();
            key = channel.register(opened, 0);
            selector = opened;
            if (address instanceof InetSocketAddress) {
                channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
                connect(address);
            }
            channel.write(ByteBuffer.wrap("zIDSESSION\0".getBytes(StandardCharsets.US_ASCII)));
        } catch (IOException e) {
            channel.close();
            if (opened != null) {
                opened.close();
            }
            throw e;
        }
    }

    private void connect(SocketAddress address) throws IOException {
        if (!channel.connect(address)) {
            await(SelectionKey.OP_CONNECT, Math.min(timeoutMillis, LONGEST_CONNECT_MILLIS));
            channel.finishConnect();
        }
    }

    /** A command, and what the daemon says to it. */
    String ask(String command) throws IOException {
        begin(command);
        return reply();
    }

    /** A command whose reply is read later. */
    void begin(String command) throws IOException {
        commands++;
        send(ByteBuffer.wrap(('z' + command + '\0').getBytes(StandardCharsets.US_ASCII)));
    }

    /** Sends all of it; stops early if the daemon answers before it has everything. True if all went out. */
    boolean send(ByteBuffer... pieces) throws IOException {
        long rest = 0;
        for (ByteBuffer piece : pieces) {
            rest += piece.remaining();
        }
        while (rest > 0) {
            long count = channel.write(pieces);
            rest -= count;
            if (count == 0 && (await(SelectionKey.OP_WRITE | SelectionKey.OP_READ, timeoutMillis) & SelectionKey.OP_READ) != 0) {
                return false;
            }
        }
        return true;
    }

    /**
     * The reply to the command under way.
     *
     * @throws IOException if the session ended instead, or something else was said
     */
    String reply() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        while (line.size() < LONGEST_REPLY) {
            while (arrived.hasRemaining()) {
                byte next = arrived.get();
                if (next == 0) {
                    return own(line.toString(StandardCharsets.UTF_8));
                }
                line.write(next);
            }
            int count = channel.read(arrived.clear());
            if (count == 0) {
                await(SelectionKey.OP_READ, timeoutMillis);
                count = channel.read(arrived);
            }
            arrived.flip();
            if (count < 0) {
                throw new EOFException("the daemon ended the session" + (line.size() == 0 ? "" : ": " + line.toString(StandardCharsets.UTF_8).strip()));
            }
        }
        throw new IOException("the daemon's reply has no end");
    }

    private String own(String line) throws IOException {
        String id = commands + ": ";
        if (!line.startsWith(id)) {
            throw new IOException("the daemon answered something else: " + line.substring(0, Math.min(line.length(), 100)));
        }
        return line.substring(id.length()).strip();
    }

    private int await(int operations, long millis) throws IOException {
        try {
            key.interestOps(operations);
            selector.selectedKeys().clear();
            if (selector.select(millis) == 0 && selector.isOpen()) {
                throw new SocketTimeoutException("no answer within " + Duration.ofMillis(millis).toSeconds() + " s");
            }
            return key.readyOps();
        } catch (ClosedSelectorException | CancelledKeyException e) {
            throw new IOException("closed", e);
        }
    }

    @Override
    public void close() {
        try {
            selector.close();
        } catch (IOException e) {
            // Nothing to be done about it; the channel below is what matters.
        }
        try {
            channel.close();
        } catch (IOException e) {
            // The descriptor is gone either way.
        }
    }
}
