package org.palisade.agent.control;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.StandardProtocolFamily;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.palisade.networkagent.Json;
import org.palisade.networkagent.process.AcceptLoop;

/** Takes orders on the control socket, several at a time. A connection that sends nonsense, half a line or nothing is closed and harms nobody else. */
public final class ControlServer implements AutoCloseable {

    /** Carries out an order. */
    @FunctionalInterface
    public interface Orders {
        /**
         * Carries out.
         *
         * @throws IOException if it cannot be done; the message is shown to the person who asked
         */
        void carryOut(Order order, Answer answer) throws IOException, InterruptedException;
    }

    /** The way back to who asked. */
    @FunctionalInterface
    public interface Answer {
        /**
         * Sends one line.
         *
         * @throws IOException if nobody is there any more
         */
        void send(Reply reply) throws IOException;
    }

    private static final Logger LOG = System.getLogger(ControlServer.class.getName());
    private static final int CLIENTS = 16;
    private static final int LINE = 64 * 1024;
    private static final int PATIENCE_SECONDS = 10;
    private static final int STACK = 256 * 1024;

    private final ControlAddress address;
    private final ServerSocketChannel server;
    private final AcceptLoop loop;
    private final Orders orders;
    private final Semaphore room = new Semaphore(CLIENTS);
    private final ScheduledThreadPoolExecutor patience = new ScheduledThreadPoolExecutor(1, task -> thread("control-patience", task));

    /**
     * Opens the socket and takes orders. What an earlier process left there is replaced: the caller holds the home's lock.
     *
     * @throws IOException if it cannot be opened
     */
    public ControlServer(Path home, Orders orders) throws IOException {
        this.orders = orders;
        patience.setRemoveOnCancelPolicy(true);
        address = new ControlAddress(home);
        server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        loop = new AcceptLoop(server::accept, this::take);
        try {
            address.bind(server);
        } catch (IOException | RuntimeException e) {
            server.close();
            address.close();
            throw e;
        }
        thread("control", loop).start();
    }

    @Override
    public void close() {
        patience.shutdownNow();
        loop.close();
        try {
            server.close();
            address.clear();
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "the control socket could not be closed: {0}", e.getMessage());
        }
        address.close();
    }

    private void take(SocketChannel client) throws IOException {
        if (room.tryAcquire()) {
            begin(client);
        } else {
            client.close();
        }
    }

    private void begin(SocketChannel client) {
        boolean begun = false;
        try {
            thread("control-client", () -> serve(client)).start();
            begun = true;
        } finally {
            if (!begun) {
                room.release();
                close(client);
            }
        }
    }

    private void serve(SocketChannel client) {
        try (client; InputStream in = Channels.newInputStream(client); OutputStream out = Channels.newOutputStream(client)) {
            ScheduledFuture<?> tooLate = patience.schedule(() -> close(client), PATIENCE_SECONDS, TimeUnit.SECONDS);
            Order order = Json.read(line(in), Order.class);
            tooLate.cancel(false);
            Answer answer = reply -> send(client, out, reply);
            try {
                orders.carryOut(order, answer);
            } catch (IOException e) {
                answer.send(Reply.error(e.getMessage()));
            }
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "a control connection ended: {0}", e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException | OutOfMemoryError e) {
            LOG.log(Level.ERROR, "an order failed", e);
        } finally {
            room.release();
        }
    }

    private static String line(InputStream in) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        byte[] piece = new byte[4096];
        while (line.size() < LINE) {
            int got = in.read(piece);
            if (got < 0) {
                throw new IOException("half a line");
            }
            for (int i = 0; i < got; i++) {
                if (piece[i] == '\n') {
                    line.write(piece, 0, i);
                    return line.toString(StandardCharsets.UTF_8);
                }
            }
            line.write(piece, 0, got);
        }
        throw new IOException("a line too long");
    }

    private void send(SocketChannel client, OutputStream out, Reply reply) throws IOException {
        byte[] line = (Json.write(reply) + "\n").getBytes(StandardCharsets.UTF_8);
        // Who does not read what was asked for must not keep its place.
        ScheduledFuture<?> tooLate = patience.schedule(() -> close(client), PATIENCE_SECONDS, TimeUnit.SECONDS);
        try {
            synchronized (out) {
                out.write(line);
            }
        } finally {
            tooLate.cancel(false);
        }
    }

    private static void close(SocketChannel client) {
        try {
            client.close();
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "a control connection could not be closed: {0}", e.getMessage());
        }
    }

    private static Thread thread(String name, Runnable task) {
        Thread thread = new Thread(null, task, name, STACK);
        thread.setDaemon(true);
        return thread;
    }
}
