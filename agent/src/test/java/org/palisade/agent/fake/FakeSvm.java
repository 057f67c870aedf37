package org.palisade.agent.fake;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.SSLServerSocket;
import org.palisade.networkagent.Identity;
import org.palisade.protocol.scan.Digest;
import org.palisade.protocol.scan.Frames;
import org.palisade.protocol.scan.Message;
import org.palisade.protocol.scan.Verdict;
import org.palisade.protocol.signed.PeerKind;
import org.palisade.protocol.tls.MutualTls;
import org.palisade.protocol.tls.PeerRule;

/** A Protection Server that speaks the real protocol over real TLS and knows one threat. */
public final class FakeSvm implements AutoCloseable {

    private static final int FRAGMENT = 64 * 1024;
    private static final int WINDOW = 4;

    private final SSLServerSocket server;
    private final Identity identity;
    private final Set<Socket> clients = ConcurrentHashMap.newKeySet();
    private final Map<Socket, OutputStream> outs = new ConcurrentHashMap<>();
    private final Map<Digest, Verdict> cache = new ConcurrentHashMap<>();
    private final AtomicInteger lookups = new AtomicInteger();
    private final AtomicInteger greetings = new AtomicInteger();
    private final AtomicInteger scans = new AtomicInteger();
    private final AtomicLong bytes = new AtomicLong();
    private volatile String signatureSet = "set-1";
    private volatile boolean mute;
    private volatile Message.Lookup unanswered;
    private volatile int requests = 16;
    private final Set<Digest> fatal = ConcurrentHashMap.newKeySet();

    public FakeSvm(TestAuthority authority) {
        this(authority.issue(PeerKind.SVM, UUID.randomUUID()));
    }

    /** A server showing whatever identity the test wants it to. */
    public FakeSvm(Identity identity) {
        this.identity = identity;
        try {
            server = (SSLServerSocket) identity.context(PeerRule.any(PeerKind.AGENT)).getServerSocketFactory()
                    .createServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setSSLParameters(MutualTls.parameters(true));
        start(this::accept);
    }

    public UUID id() {
        return identity.name().id();
    }

    public int port() {
        return server.getLocalPort();
    }

    /** As it stands in the agent's settings. */
    public String fixed() {
        return "127.0.0.1:" + port() + "#" + id();
    }

    public int lookups() {
        return lookups.get();
    }

    public int scans() {
        return scans.get();
    }

    public long bytes() {
        return bytes.get();
    }

    public int connections() {
        return clients.size();
    }

    /** Takes questions and gives no answers. */
    public void mute(boolean quiet) {
        mute = quiet;
    }

    /** Answers look-ups again, beginning with the last one that it kept quiet about. */
    public void answer() {
        mute = false;
        Message.Lookup last = unanswered;
        outs.values().forEach(out -> {
            try {
                answer(last, out);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    /** How often somebody began to speak to it, whatever came of it. */
    public int greetings() {
        return greetings.get();
    }

    /** Gives room for so many questions at once to whom it greets from now on. */
    public void room(int most) {
        requests = most;
    }

    /** Drops the connection on which this content is to be scanned. */
    public void breakOn(Digest digest) {
        fatal.add(digest);
    }

    /** Loads another signature set and tells everybody. */
    public void load(String set) {
        signatureSet = set;
        cache.clear();
        tell(new Message.Notice(Message.NoticeKind.SIGNATURE_SET, set));
    }

    public void tell(Message message) {
        outs.values().forEach(out -> {
            try {
                write(out, message);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    /** Drops every connection, as a crash would. */
    public void drop() {
        clients.forEach(FakeSvm::close);
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        drop();
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket client = server.accept();
                greetings.incrementAndGet();
                start(() -> serve(client));
            } catch (IOException e) {
                return;
            }
        }
    }

    private void serve(Socket client) {
        clients.add(client);
        try (client) {
            InputStream in = client.getInputStream();
            OutputStream out = client.getOutputStream();
            if (!(Frames.read(in) instanceof Message.Hello)) {
                return;
            }
            write(out, new Message.Welcome(1, signatureSet, FRAGMENT, 512, WINDOW, requests, 1L << 40, 60, List.of()));
            outs.put(client, out);
            Map<Integer, FakeScan> open = new HashMap<>();
            while (true) {
                take(Frames.read(in), out, open);
            }
        } catch (IOException e) {
            close(client);
        } finally {
            clients.remove(client);
            outs.remove(client);
        }
    }

    private void take(Message message, OutputStream out, Map<Integer, FakeScan> open) throws IOException {
        if (message instanceof Message.Ping ping) {
            write(out, new Message.Pong(ping.token()));
        } else if (message instanceof Message.Lookup lookup) {
            lookups.addAndGet(lookup.subjects().size());
            unanswered = lookup;
            if (!mute) {
                answer(lookup, out);
            }
        } else if (message instanceof Message.Scan scan) {
            scans.incrementAndGet();
            if (fatal.contains(scan.subject().digest())) {
                throw new IOException("it broke");
            }
            FakeScan fresh = new FakeScan(scan, FRAGMENT, signatureSet);
            open.put(scan.request(), fresh);
            for (int i = 0; i < WINDOW; i++) {
                proceed(fresh, out, open);
            }
        } else if (message instanceof Message.Fragment fragment && open.containsKey(fragment.request())) {
            bytes.addAndGet(fragment.bytes().remaining());
            FakeScan scan = open.get(fragment.request());
            scan.take(fragment);
            proceed(scan, out, open);
        } else if (message instanceof Message.Cancel cancel) {
            open.remove(cancel.request());
        }
    }

    private void answer(Message.Lookup lookup, OutputStream out) throws IOException {
        write(out, new Message.Known(lookup.request(), lookup.subjects().stream()
                .map(subject -> cache.containsKey(subject.digest()) ? cache.get(subject.digest()).asShared() : Verdict.UNKNOWN).toList()));
    }

    private void proceed(FakeScan scan, OutputStream out, Map<Integer, FakeScan> open) throws IOException {
        if (scan.next().isPresent()) {
            write(out, scan.wanted());
        } else if (scan.complete() && open.remove(scan.request()) != null) {
            Verdict verdict = scan.verdict();
            if (verdict.complete()) {
                cache.put(scan.digest(), verdict);
            }
            write(out, new Message.Answer(scan.request(), verdict));
        }
    }

    private static void write(OutputStream out, Message message) throws IOException {
        synchronized (out) {
            Frames.write(out, message);
        }
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void start(Runnable task) {
        Thread thread = new Thread(task, "fake-svm");
        thread.setDaemon(true);
        thread.start();
    }
}
