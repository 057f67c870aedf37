package org.palisade.scanserver.connection;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.palisade.protocol.scan.Message.Notice;
import org.palisade.protocol.scan.Message.NoticeKind;
import org.palisade.protocol.tls.MutualTls;
import org.palisade.scanserver.cache.SharedCache;
import org.palisade.scanserver.scan.Scans;

/** Accepts agents' connections and knows the open ones. */
public final class Listener implements AutoCloseable {

    private static final Logger LOG = System.getLogger(Listener.class.getName());
    private static final int STACK = 256 * 1024;
    private static final int BACKLOG = 512;
    private static final long GOODBYE_MILLIS = 1000;
    private static final long ACCEPT_RETRY_MILLIS = 100;

    private final ConnectionConfig config;
    private final SSLContext tls;
    private final Welcomes welcomes;
    private final Scans scans;
    private final SharedCache cache;
    private final Runnable changed;
    private final ServerSocket server;
    private final ScheduledFuture<?> check;
    private final LineLimit lines = new LineLimit(System::nanoTime);
    private final Set<Session> sessions = ConcurrentHashMap.newKeySet();
    private final Session.Register register = new Session.Register() {
        @Override
        public boolean mayTell() {
            return lines.take();
        }

        @Override
        public synchronized boolean admits(Session session) {
            if (sessions.stream().filter(session::samePeer).count() >= config.perAgent()) {
                return false;
            }
            session.admitted();
            return true;
        }

        @Override
        public void connected(Session session) {
            changed.run();
        }

        @Override
        public void ended(Session session) {
            sessions.remove(session);
            if (session.welcomed()) {
                changed.run();
            }
        }
    };
    private volatile boolean closed;
    private boolean full;

    /**
     * Binds the port; nothing is accepted before {@link #start}.
     *
     * @param tls     accepts agents of our authority and nobody else
     * @param timer   the caller's; looks after idle connections
     * @param changed called when the number of connected agents changes
     * @throws IOException if the port cannot be had
     */
    public Listener(ConnectionConfig config, SSLContext tls, Welcomes welcomes, Scans scans, SharedCache cache, ScheduledExecutorService timer,
                    Runnable changed) throws IOException {
        this.config = config;
        this.tls = tls;
        this.welcomes = welcomes;
        this.scans = scans;
        this.cache = cache;
        this.changed = changed;
        this.server = new ServerSocket();
        server.setReuseAddress(true);
        try {
            server.bind(new InetSocketAddress(InetAddress.getByName(config.address()), config.port()), BACKLOG);
        } catch (IOException e) {
            server.close();
            throw new IOException("listen.address " + config.address() + " with listen.port " + config.port() + " cannot be had: "
                    + e.getMessage(), e);
        }
        this.check = timer.scheduleWithFixedDelay(this::check, 1, 1, TimeUnit.SECONDS);
    }

    /** Begins to accept. */
    public void start() {
        Thread acceptor = new Thread(null, this::accept, "acceptor", STACK);
        acceptor.setDaemon(true);
        acceptor.start();
    }

    /** The port it listens on. */
    public int port() {
        return server.getLocalPort();
    }

    /** Agents connected now. */
    public int connectedAgents() {
        return (int) sessions.stream().filter(Session::welcomed).count();
    }

    /** Tells every agent that another signature set is in use. */
    public void signatureSetChanged(String signatureSet) {
        sessions.forEach(session -> session.notice(new Notice(NoticeKind.SIGNATURE_SET, signatureSet)));
    }

    /** Accepts no more and asks every agent to move on. */
    public void drain() {
        if (closed) {
            return;
        }
        closed = true;
        try {
            server.close();
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "closing the listener: {0}", e.getMessage());
        }
        sessions.forEach(session -> session.notice(new Notice(NoticeKind.DRAINING, "")));
    }

    /** Ends every connection. */
    @Override
    public void close() {
        drain();
        check.cancel(false);
        String why = "this server stops";
        List<Session> rest = List.copyOf(sessions);
        rest.forEach(session -> session.farewell(why));
        long end = System.nanoTime() + GOODBYE_MILLIS * 1_000_000;
        rest.forEach(session -> session.leave(why, (end - System.nanoTime()) / 1_000_000));
    }

    private void accept() {
        long number = 0;
        while (!closed) {
            try {
                Socket plain = server.accept();
                number++;
                if (sessions.size() >= config.most()) {
                    plain.close();
                    refused("connections.max of " + config.most() + " is reached");
                } else if (sessions.size() - connectedAgents() >= config.newcomers()) {
                    plain.close();
                    refused("a quarter of connections.max has not said hello yet");
                } else {
                    full = false;
                    begin(plain, "agent-" + number);
                }
            } catch (IOException | RuntimeException | OutOfMemoryError e) {
                if (!closed) {
                    if (lines.take()) {
                        LOG.log(Level.WARNING, "a connection could not be accepted: {0}", e.getMessage());
                    }
                    pause();
                }
            }
        }
    }

    private void refused(String why) {
        if (!full && lines.take()) {
            LOG.log(Level.WARNING, "a connection was refused: {0}", why);
        }
        full = true;
    }

    private void begin(Socket plain, String name) throws IOException {
        Session session = null;
        try {
            plain.setTcpNoDelay(true);
            SSLSocket socket = (SSLSocket) tls.getSocketFactory().createSocket(plain, null, true);
            socket.setUseClientMode(false);
            socket.setSSLParameters(MutualTls.parameters(true));
            session = new Session(plain, socket, config, welcomes, scans, cache, register);
            sessions.add(session);
            Thread thread = new Thread(null, session, name, STACK);
            thread.setDaemon(true);
            thread.start();
        } catch (IOException | RuntimeException | OutOfMemoryError e) {
            if (session != null) {
                sessions.remove(session);
            }
            plain.close();
            throw e;
        }
    }

    /** Without descriptors or threads accepting fails at once again: give others time to end. */
    private static void pause() {
        try {
            Thread.sleep(ACCEPT_RETRY_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Repeated by the timer, which gives up what fails once. */
    private void check() {
        try {
            long now = System.nanoTime();
            sessions.forEach(session -> session.check(now));
            long leftOut = lines.over();
            if (leftOut > 0) {
                LOG.log(Level.WARNING, "{0} more connections ended or were refused", Long.toString(leftOut));
            }
        } catch (RuntimeException | OutOfMemoryError e) {
            LOG.log(Level.ERROR, "looking after connections failed", e);
        }
    }
}
