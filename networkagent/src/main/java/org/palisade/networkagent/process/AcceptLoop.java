package org.palisade.networkagent.process;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.channels.SocketChannel;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Takes the connections of a local socket, one after the other, until it is closed. A connection that cannot be taken stays where it is, so that the next try would fail at once too:
 * with no descriptors left the loop waits between two tries, longer and longer up to a second, and says so once.
 */
public final class AcceptLoop implements Runnable, AutoCloseable {

    /** Waits for a connection. */
    @FunctionalInterface
    public interface Source {
        /**
         * The next connection.
         *
         * @throws IOException if it cannot be taken now
         */
        SocketChannel accept() throws IOException;
    }

    /** Does something with a connection, and closes it in any case. */
    @FunctionalInterface
    public interface Taker {
        /**
         * Takes it.
         *
         * @throws IOException if it is of no use
         */
        void take(SocketChannel client) throws IOException;
    }

    /** Lets time pass between two tries. */
    @FunctionalInterface
    interface Pause {
        void pause(long millis) throws InterruptedException;
    }

    private static final Logger LOG = System.getLogger(AcceptLoop.class.getName());
    private static final long SHORTEST = 10;
    private static final long LONGEST = 1000;

    private final Source source;
    private final Taker taker;
    private final Pause pause;
    private final CountDownLatch closed;

    /** A loop; it begins with {@link #run}. */
    public AcceptLoop(Source source, Taker taker) {
        this(source, taker, new CountDownLatch(1));
    }

    private AcceptLoop(Source source, Taker taker, CountDownLatch closed) {
        this(source, taker, closed, millis -> closed.await(millis, TimeUnit.MILLISECONDS));
    }

    AcceptLoop(Source source, Taker taker, CountDownLatch closed, Pause pause) {
        this.source = source;
        this.taker = taker;
        this.closed = closed;
        this.pause = pause;
    }

    @Override
    public void run() {
        long wait = 0;
        while (closed.getCount() > 0) {
            try {
                taker.take(source.accept());
                wait = 0;
            } catch (IOException | RuntimeException | OutOfMemoryError e) {
                if (closed.getCount() == 0) {
                    return;
                }
                LOG.log(wait == 0 ? Level.WARNING : Level.DEBUG, "a control connection could not be taken: {0}", e.toString());
                wait = Math.min(LONGEST, Math.max(SHORTEST, 2 * wait));
                try {
                    pause.pause(wait);
                } catch (InterruptedException interrupted) {
                    Thread.currentThread().interrupt();
                    return;
                }
            }
        }
    }

    /** Ends it, once what {@link Source#accept} waits for is closed too. */
    @Override
    public void close() {
        closed.countDown();
    }
}
