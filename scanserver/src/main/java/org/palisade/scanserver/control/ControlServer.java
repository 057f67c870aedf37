package org.palisade.scanserver.control;

import java.io.IOException;
import java.io.InputStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.StandardProtocolFamily;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.palisade.networkagent.Json;
import org.palisade.networkagent.process.AcceptLoop;

/** Takes orders on the control socket, a few at a time. A connection that sends nonsense, half a line or nothing is closed and harms nobody else. */
public final class ControlServer implements AutoCloseable {

    /** Carries out an order. */
    @FunctionalInterface
    public interface Order {
        /**
         * Carries it out.
         *
         * @return a record to be shown as JSON
         * @throws IOException if it cannot be done; the message is shown to the person who asked
         */
        Object carryOut() throws IOException;
    }

    private static final Logger LOG = System.getLogger(ControlServer.class.getName());
    private static final int CLIENTS = 8;
    private static final int LINE = 100;
    private static final int PATIENCE_SECONDS = 10;
    private static final int STACK = 512 * 1024;

    private final ServerSocketChannel server;
    private final Path place;
    private final AcceptLoop loop;
    private final Map<String, Order> orders;
    private final ScheduledExecutorService timer;
    private final Semaphore room = new Semaphore(CLIENTS);

    /**
     * Opens the socket and takes orders. What an earlier process left there is replaced.
     *
     * @param orders by their words
     * @param timer  the caller's; ends those who say nothing
     * @throws IOException if it cannot be opened
     */
    public ControlServer(Path home, Map<String, Order> orders, ScheduledExecutorService timer) throws IOException {
        this.orders = Map.copyOf(orders);
        this.timer = timer;
        server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        loop = new AcceptLoop(server::accept, this::take);
        try (ControlAddress address = new ControlAddress(home)) {
            place = address.place();
            address.bind(server);
        } catch (IOException | RuntimeException e) {
            server.close();
            throw e;
        }
        thread("control", loop).start();
    }

    @Override
    public void close() {
        loop.close();
        try {
            server.close();
            Files.deleteIfExists(place);
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "the control socket could not be closed: {0}", e.getMessage());
        }
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
                end(client);
            }
        }
    }

    private void serve(SocketChannel client) {
        try (client) {
            ScheduledFuture<?> tooLate = timer.schedule(() -> end(client), PATIENCE_SECONDS, TimeUnit.SECONDS);
            String word = line(Channels.newInputStream(client));
            tooLate.cancel(false);
            String answer = answer(word);
            // Who does not read what was asked for must not keep its place either.
            tooLate = timer.schedule(() -> end(client), PATIENCE_SECONDS, TimeUnit.SECONDS);
            send(client, answer);
            tooLate.cancel(false);
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "a control connection ended: {0}", e.getMessage());
        } catch (RuntimeException | OutOfMemoryError e) {
            LOG.log(Level.ERROR, "an order failed", e);
        } finally {
            room.release();
        }
    }

    private String answer(String word) {
        Order order = orders.get(word);
        if (order == null) {
            return "FAILED there is no such order\n";
        }
        try {
            return Json.write(order.carryOut()) + "\nOK\n";
        } catch (IOException e) {
            return "FAILED " + String.valueOf(e.getMessage()).replaceAll("\\p{Cntrl}", " ") + '\n';
        }
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        int next = in.read();
        while (next >= 0 && next != '\n') {
            if (line.length() == LINE) {
                throw new IOException("a line too long");
            }
            line.append((char) next);
            next = in.read();
        }
        if (next < 0) {
            throw new IOException("half a line");
        }
        return line.toString();
    }

    private static void send(SocketChannel client, String text) throws IOException {
        ByteBuffer bytes = StandardCharsets.UTF_8.encode(text);
        while (bytes.hasRemaining()) {
            client.write(bytes);
        }
    }

    private static void end(SocketChannel client) {
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
