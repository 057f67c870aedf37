package org.palisade.scanserver.engine.clamd;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** One connection to the daemon. Nothing waits longer than the timeout, and closing it from another thread ends a wait at once. */
final class ClamdLink implements AutoCloseable {

    private static final int LONGEST_REPLY = 4096;

    private final SocketChannel channel;
    private final Selector selector;
    private final SelectionKey key;
    private final long timeoutMillis;

    ClamdLink(ClamdConfig config) throws IOException {
        timeoutMillis = config.timeout().toMillis();
        // Connecting on this machine either succeeds or fails at once.
        channel = SocketChannel.open(config.address());
        Selector opened = null;
        try {
            channel.configureBlocking(false);
            opened = Selector.open();
            key = channel.register(opened, 0);
            selector = opened;
        } catch (IOException e) {
            channel.close();
            if (opened != null) {
                opened.close();
            }
            throw e;
        }
    }

    /** Sends all of it; stops early if the daemon answers before it has everything. True if all went out. */
    boolean send(ByteBuffer... pieces) throws IOException {
        for (ByteBuffer piece : pieces) {
            while (piece.hasRemaining()) {
                if (channel.write(piece) == 0 && (await(SelectionKey.OP_WRITE | SelectionKey.OP_READ) & SelectionKey.OP_READ) != 0) {
                    return false;
                }
            }
        }
        return true;
    }

    /** Reads a reply up to its zero byte, or the end of the connection. */
    String reply() throws IOException {
        ByteArrayOutputStream reply = new ByteArrayOutputStream();
        ByteBuffer some = ByteBuffer.allocate(512);
        while (reply.size() < LONGEST_REPLY) {
            await(SelectionKey.OP_READ);
            int count = channel.read(some.clear());
            if (count < 0) {
                break;
            }
            for (int i = 0; i < count; i++) {
                if (some.get(i) == 0) {
                    return reply.toString(StandardCharsets.UTF_8).strip();
                }
                reply.write(some.get(i));
            }
        }
        if (reply.size() == 0) {
            throw new IOException("the daemon closed the connection without an answer");
        }
        return reply.toString(StandardCharsets.UTF_8).strip();
    }

    private int await(int operations) throws IOException {
        try {
            key.interestOps(operations);
            selector.selectedKeys().clear();
            if (selector.select(timeoutMillis) == 0 && selector.isOpen()) {
                throw new SocketTimeoutException("no answer within " + Duration.ofMillis(timeoutMillis).toSeconds() + " s");
            }
            return key.readyOps();
        } catch (ClosedSelectorException | java.nio.channels.CancelledKeyException e) {
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
