package org.palisade.scanserver.connection;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import org.palisade.protocol.scan.CutFrameException;
import org.palisade.protocol.scan.Frames;
import org.palisade.protocol.scan.Limits;
import org.palisade.protocol.scan.MalformedFrameException;
import org.palisade.protocol.scan.Message;
import org.palisade.protocol.scan.Message.Answer;
import org.palisade.protocol.scan.Message.Bye;
import org.palisade.protocol.scan.Message.Cancel;
import org.palisade.protocol.scan.Message.Fragment;
import org.palisade.protocol.scan.Message.Hello;
import org.palisade.protocol.scan.Message.Lookup;
import org.palisade.protocol.scan.Message.Ping;
import org.palisade.protocol.scan.Message.Pong;
import org.palisade.protocol.scan.Message.Scan;
import org.palisade.protocol.scan.Message.Unknown;
import org.palisade.protocol.scan.Message.Want;
import org.palisade.protocol.scan.Reason;
import org.palisade.protocol.scan.Verdict;
import org.palisade.protocol.signed.PeerKind;
import org.palisade.protocol.signed.PeerName;
import org.palisade.protocol.tls.PeerRule;
import org.palisade.scanserver.cache.SharedCache;
import org.palisade.scanserver.scan.Requester;
import org.palisade.scanserver.scan.ScanOrder;
import org.palisade.scanserver.scan.ScanRequest;
import org.palisade.scanserver.scan.Scans;

/**
 * One agent's connection, from the handshake to its end. The thread that runs it reads and answers look-ups itself; {@link Outbox} writes.
 *
 * <p>It is longer than most classes because it is the whole talk of the protocol from the server's side, which is best read in one place.
 */
final class Session implements Runnable, Requester {

    private static final Logger LOG = System.getLogger(Session.class.getName());
    private static final int STACK = 256 * 1024;
    private static final int BUSY_RETRY_MILLIS = 1000;
    private static final long GOODBYE_MILLIS = 500;

    /** Whom a session tells about its beginning and end. */
    interface Register {
        /** False if connections have filled the log enough for now. */
        boolean mayTell();

        /** Takes it in; false if its peer has all the connections already that one agent may have. */
        boolean admits(Session session);

        void connected(Session session);

        void ended(Session session);
    }

    private final Socket plain;
    private final SSLSocket socket;
    private final ConnectionConfig config;
    private final Welcomes welcomes;
    private final Scans scans;
    private final SharedCache cache;
    private final Register register;
    private final Map<Integer, ScanRequest> requests = new ConcurrentHashMap<>();
    private volatile Outbox outbox;
    private volatile PeerName peer;
    private volatile long lastFrame = System.nanoTime();
    private volatile long frameBegun;
    private volatile boolean insideFrame;
    private volatile boolean admitted;
    private volatile boolean welcomed;
    private volatile String cutFor = "";

    /**
     * A session on an accepted connection.
     *
     * @param plain  the TCP connection below {@code socket}; closing it ends every wait at once, which closing TLS does not
     * @param socket TLS, not yet shaken hands
     */
    Session(Socket plain, SSLSocket socket, ConnectionConfig config, Welcomes welcomes, Scans scans, SharedCache cache, Register register) {
        this.plain = plain;
        this.socket = socket;
        this.config = config;
        this.welcomes = welcomes;
        this.scans = scans;
        this.cache = cache;
        this.register = register;
    }

    @Override
    public void run() {
        try {
            socket.startHandshake();
            peer = PeerRule.any(PeerKind.AGENT).check((X509Certificate) socket.getSession().getPeerCertificates()[0]);
            outbox = new Outbox(socket.getOutputStream(), () -> cut("it does not read what it is sent"));
            Thread writer = new Thread(null, outbox, Thread.currentThread().getName() + "-out", STACK);
            writer.setDaemon(true);
            writer.start();
            if (!register.admits(this)) {
                throw new MalformedFrameException("this agent has " + config.perAgent() + " connections already");
            }
            talk(new BufferedInputStream(socket.getInputStream(), 2048));
        } catch (MalformedFrameException e) {
            goodbye(e.getMessage());
            tell(Level.WARNING, e.getMessage());
        } catch (SSLException | CertificateException e) {
            tell(Level.WARNING, "TLS refused: " + e.getMessage());
        } catch (CutFrameException e) {
            tell(Level.WARNING, e.getMessage());
        } catch (EOFException e) {
            tell(Level.DEBUG, e.getMessage());
        } catch (IOException e) {
            tell(Level.DEBUG, e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            end();
        }
    }

    private void talk(InputStream in) throws IOException, InterruptedException {
        Message first = next(in);
        if (!(first instanceof Hello hello)) {
            throw new MalformedFrameException("the first message is not hello");
        }
        if (hello.lowest() > Limits.VERSION || hello.highest() < Limits.VERSION) {
            throw new MalformedFrameException("no common version: this server speaks " + Limits.VERSION);
        }
        lastFrame = System.nanoTime();
        // Registered first: a set that changes in between is then told twice rather than never.
        welcomed = true;
        register.connected(this);
        outbox.send(welcomes.welcome());
        Message message = next(in);
        while (!(message instanceof Bye)) {
            lastFrame = System.nanoTime();
            outbox.awaitRoom();
            take(message);
            message = next(in);
        }
    }

    /** Waits for the next frame as long as it takes, but notes when it begins: a half frame holds memory. */
    private Message next(InputStream in) throws IOException {
        in.mark(1);
        boolean begun = in.read() >= 0;
        in.reset();
        frameBegun = System.nanoTime();
        insideFrame = begun;
        try {
            return Frames.read(in, Limits.AGENT_FRAME);
        } finally {
            insideFrame = false;
        }
    }

    private void take(Message message) throws MalformedFrameException {
        if (message instanceof Lookup lookup) {
            numbered(lookup.request());
            outbox.send(cache.answer(peer.tenant(), lookup));
        } else if (message instanceof Scan scan) {
            scan(scan);
        } else if (message instanceof Fragment fragment) {
            ScanRequest request = requests.get(fragment.request());
            // One for a request that has ended was under way already; it is not the agent's fault.
            if (request != null) {
                request.fragment(fragment.offset(), fragment.bytes());
            }
        } else if (message instanceof Cancel cancel) {
            ScanRequest request = requests.remove(cancel.request());
            if (request != null) {
                request.cancel();
            }
        } else if (message instanceof Ping ping) {
            outbox.send(new Pong(ping.token()));
        } else if (!(message instanceof Pong || message instanceof Unknown)) {
            throw new MalformedFrameException("an agent does not send " + message.getClass().getSimpleName().toLowerCase(java.util.Locale.ROOT));
        }
    }

    private void scan(Scan scan) throws MalformedFrameException {
        numbered(scan.request());
        if (requests.containsKey(scan.request())) {
            throw new MalformedFrameException("request " + scan.request() + " is still under way");
        }
        if (requests.size() >= config.requests()) {
            outbox.send(new Answer(scan.request(), Verdict.error(Reason.BUSY, BUSY_RETRY_MILLIS)));
            return;
        }
        ScanOrder order = new ScanOrder(scan.request(), peer.id(), peer.tenant(), scan.subject(), scan.archives(),
                Duration.ofMillis(scan.deadlineMillis()));
        scans.submit(order, this).ifPresent(request -> {
            requests.put(scan.request(), request);
            // It may have ended before it was put there.
            if (request.over()) {
                requests.remove(scan.request(), request);
            }
        });
    }

    private static void numbered(int request) throws MalformedFrameException {
        if (request == 0) {
            throw new MalformedFrameException("request 0 belongs to the connection");
        }
    }

    @Override
    public void want(int request, long offset, int length) {
        outbox.send(new Want(request, offset, length));
    }

    @Override
    public void answer(int request, Verdict verdict) {
        requests.remove(request);
        outbox.send(new Answer(request, verdict));
    }

    /** Sends something unasked; nothing before the welcome. */
    void notice(Message message) {
        if (welcomed) {
            outbox.send(message);
        }
    }

    /** Says goodbye; {@link #leave} ends the connection. Does not wait. */
    void farewell(String why) {
        Outbox out = outbox;
        if (out != null) {
            out.send(new Bye(why));
            out.finish();
        }
    }

    /** Ends the connection once what is queued has gone out, at latest after so many milliseconds. */
    void leave(String why, long millis) {
        awaitWritten(millis);
        cut(why);
    }

    /** Called every second: ends the connection if the peer keeps it waiting. */
    void check(long now) {
        Outbox out = outbox;
        if (now - lastFrame > (welcomed ? config.idle() : config.handshake()).toNanos()) {
            cut(welcomed ? "nothing came for " + config.idle().toSeconds() + " s" : "no hello within " + config.handshake().toSeconds() + " s");
        } else if (insideFrame && now - frameBegun > config.unread().toNanos()) {
            cut("a frame was not finished within " + config.unread().toSeconds() + " s");
        } else if (out != null && out.stuck(now, config.unread().toNanos())) {
            cut("it does not read what it is sent");
        }
    }

    private void goodbye(String why) {
        farewell(why);
        awaitWritten(GOODBYE_MILLIS);
    }

    private void awaitWritten(long millis) {
        Outbox out = outbox;
        if (out == null || millis <= 0) {
            return;
        }
        try {
            out.awaitDone(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Ends the connection at once. */
    private void cut(String why) {
        cutFor = why;
        try {
            plain.close();
        } catch (IOException e) {
            // It is gone either way.
        }
    }

    private void end() {
        requests.values().forEach(ScanRequest::cancel);
        requests.clear();
        if (outbox != null) {
            outbox.close();
        }
        try {
            plain.close();
        } catch (IOException e) {
            // It is gone either way.
        }
        register.ended(this);
    }

    void admitted() {
        admitted = true;
    }

    /** True if the other was taken in and is a connection of the same agent. */
    boolean samePeer(Session other) {
        return other.admitted && other.peer.equals(peer);
    }

    boolean welcomed() {
        return welcomed;
    }

    /** One line a connection; when this side ended it, the reason it had. */
    private void tell(Level level, String why) {
        boolean cut = !cutFor.isEmpty();
        if ((cut || level != Level.DEBUG) && !register.mayTell()) {
            return;
        }
        String reason = cut ? cutFor : why == null ? "no reason given" : why.replaceAll("\\p{Cntrl}", "?");
        LOG.log(cut ? Level.INFO : level, "connection of {0} ended: {1}", peer == null ? plain.getRemoteSocketAddress() : "agent " + peer.id(), reason);
    }
}
