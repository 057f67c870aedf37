package org.palisade.agent.connection;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import javax.net.ssl.SSLSocket;
import org.palisade.agent.discovery.Svm;
import org.palisade.networkagent.Identity;
import org.palisade.protocol.scan.Capability;
import org.palisade.protocol.scan.Frames;
import org.palisade.protocol.scan.Limits;
import org.palisade.protocol.scan.Message;
import org.palisade.protocol.scan.Reason;
import org.palisade.protocol.scan.ScanStatus;
import org.palisade.protocol.scan.Verdict;
import org.palisade.protocol.signed.PeerKind;
import org.palisade.protocol.tls.MutualTls;
import org.palisade.protocol.tls.PeerRule;

/**
 * Keeps a connection to the best SVM that can be had, and asks it. Questions stay open while a connection is replaced, as long as their
 * {@link Terms} allow.
 */
public final class SvmLink implements AutoCloseable {

    private static final Logger LOG = System.getLogger(SvmLink.class.getName());
    private static final int TIMEOUT_MILLIS = 5000;
    private static final long SHORTEST_PAUSE = 250;
    private static final long LONGEST_PAUSE = 4000;
    private static final long STABLE = TimeUnit.SECONDS.toNanos(10);
    private static final long AVOID = TimeUnit.SECONDS.toNanos(30);
    private static final int TICK_MILLIS = 200;
    private static final int READERS = 2;
    private static final int STACK = 256 * 1024;

    private final Identity identity;
    private final String software;
    private final Supplier<List<Svm>> svms;
    private final LinkListener listener;
    private final LongSupplier nanoTime;
    private final RequestQueue queue = new RequestQueue();
    private final ExecutorService readers = Executors.newFixedThreadPool(READERS, task -> thread("svm-fragments", task));
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(task -> thread("svm-timer", task));
    private final Thread keeper = thread("svm-link", this::keep);
    private Optional<Channel> channel = Optional.empty();
    private Optional<Svm> connected = Optional.empty();
    private Optional<UUID> avoided = Optional.empty();
    private long avoidedSince;
    private long openedAt;
    private long lostAt;
    private boolean listChanged;
    private boolean closed;

    /**
     * A link that does nothing before {@link #start}.
     *
     * @param identity who we are
     * @param software name and version, for the server's log
     * @param svms     the SVMs there are, best first
     * @param listener told what becomes of the connection
     * @param nanoTime a clock for durations
     */
    public SvmLink(Identity identity, String software, Supplier<List<Svm>> svms, LinkListener listener, LongSupplier nanoTime) {
        this.identity = identity;
        this.software = software;
        this.svms = svms;
        this.listener = listener;
        this.nanoTime = nanoTime;
        this.lostAt = nanoTime.getAsLong();
    }

    /** Begins to connect. */
    public void start() {
        keeper.start();
        timer.scheduleWithFixedDelay(this::tick, TICK_MILLIS, TICK_MILLIS, TimeUnit.MILLISECONDS);
    }

    /** Is anything known of this content? Completes with {@link ScanStatus#UNKNOWN} if not; never exceptionally. */
    public CompletableFuture<Verdict> lookup(Message.Subject subject, boolean archives, Terms terms) {
        return ask(new Request(subject, Optional.empty(), archives, terms, nanoTime.getAsLong()));
    }

    /** Scans content; never completes exceptionally. */
    public CompletableFuture<Verdict> scan(Message.Subject subject, Content content, boolean archives, Terms terms) {
        return ask(new Request(subject, Optional.of(content), archives, terms, nanoTime.getAsLong()));
    }

    /** The SVM there is a connection to. */
    public synchronized Optional<Svm> connected() {
        return connected;
    }

    /** There may be other SVMs now: if there is no connection, try them at once. */
    public synchronized void listChanged() {
        listChanged = true;
        notifyAll();
    }

    @Override
    public void close() {
        synchronized (this) {
            closed = true;
            channel.ifPresent(Channel::close);
            notifyAll();
        }
        timer.shutdownNow();
        readers.shutdownNow();
        queue.close();
    }

    private CompletableFuture<Verdict> ask(Request request) {
        queue.add(request);
        synchronized (this) {
            if (closed) {
                request.answer.complete(Verdict.error(Reason.CANCELLED));
            }
        }
        return request.answer;
    }

    private void keep() {
        long pause = SHORTEST_PAUSE;
        boolean complained = false;
        while (!isClosed()) {
            long began = nanoTime.getAsLong();
            boolean served = false;
            try {
                served = connectToBest();
                if (!served && !complained && !isClosed()) {
                    LOG.log(Level.WARNING, "no SVM can be had, {0} known; trying on", svms.get().size());
                }
            } catch (RuntimeException | OutOfMemoryError e) {
                LOG.log(Level.ERROR, "no SVM could be looked for; trying on", e);
            }
            complained = !served;
            pause = nanoTime.getAsLong() - began > STABLE ? SHORTEST_PAUSE : Math.min(LONGEST_PAUSE, pause * 2);
            rest(pause);
        }
    }

    /** Tries one SVM after the other. Returns true after a connection ended, false when none could be had. */
    private boolean connectToBest() {
        for (Svm svm : candidates()) {
            if (isClosed()) {
                return false;
            }
            try (Socket plain = new Socket()) {
                plain.connect(new InetSocketAddress(svm.address(), svm.port()), TIMEOUT_MILLIS);
                plain.setTcpNoDelay(true);
                plain.setSoTimeout(TIMEOUT_MILLIS);
                serve(svm, plain);
                return true;
            } catch (IOException e) {
                LOG.log(Level.DEBUG, "SVM {0} cannot be had: {1}", svm.id(), e.getMessage());
            } catch (RuntimeException | OutOfMemoryError e) {
                LOG.log(Level.ERROR, "a connection to SVM " + svm.id() + " failed; trying on", e);
            }
        }
        return false;
    }

    private void serve(Svm svm, Socket plain) throws IOException {
        SSLSocket secure = (SSLSocket) identity.context(PeerRule.only(PeerKind.SVM, svm.id())).getSocketFactory()
                .createSocket(plain, svm.address(), svm.port(), true);
        secure.setSSLParameters(MutualTls.parameters(false));
        secure.startHandshake();
        Frames.write(secure.getOutputStream(), new Message.Hello(Limits.VERSION, Limits.VERSION, software, Capability.words()));
        Message answer = Frames.read(secure.getInputStream());
        if (!(answer instanceof Message.Welcome welcome)) {
            throw new IOException(answer instanceof Message.Bye bye ? "it refused: " + bye.text() : "it did not say welcome");
        }
        if (welcome.version() != Limits.VERSION) {
            throw new IOException("it speaks version " + welcome.version());
        }
        plain.setSoTimeout(0);
        Channel fresh = new Channel(plain, secure, welcome, queue, readers, notice -> notice(svm, notice), nanoTime);
        if (!opened(svm, fresh)) {
            return;
        }
        LOG.log(Level.INFO, "connected to SVM {0}", svm.id());
        String why = "it could not be used";
        try {
            listener.connected(svm, welcome.signatureSet());
            why = fresh.run();
        } finally {
            ended();
            LOG.log(isClosed() ? Level.DEBUG : Level.WARNING, "connection to SVM {0} is over: {1}", svm.id(), why);
            listener.lost(svm);
        }
    }

    private void notice(Svm svm, Message.Notice notice) {
        switch (notice.kind()) {
            case SIGNATURE_SET -> listener.signatureSet(notice.detail());
            case SVM_LIST -> listener.svmList();
            case DRAINING -> {
                synchronized (this) {
                    avoided = Optional.of(svm.id());
                    avoidedSince = nanoTime.getAsLong();
                    channel.ifPresent(Channel::leave);
                }
            }
            // Nothing hangs on them in the guest yet.
            case LICENCE, POLICY -> LOG.log(Level.DEBUG, "SVM {0} says: {1}", svm.id(), notice.kind());
        }
    }

    private List<Svm> candidates() {
        List<Svm> all = svms.get();
        Optional<UUID> last;
        synchronized (this) {
            if (nanoTime.getAsLong() - avoidedSince > AVOID) {
                avoided = Optional.empty();
            }
            last = avoided;
        }
        // One that is about to stop is tried after all others, but tried: it may be back already.
        return all.stream().sorted((a, b) -> Boolean.compare(last.equals(Optional.of(a.id())), last.equals(Optional.of(b.id())))).toList();
    }

    private synchronized boolean opened(Svm svm, Channel fresh) {
        channel = Optional.of(fresh);
        connected = Optional.of(svm);
        openedAt = nanoTime.getAsLong();
        return !closed;
    }

    private synchronized void ended() {
        channel = Optional.empty();
        connected = Optional.empty();
        long now = nanoTime.getAsLong();
        // A server that takes connections and drops them at once is no server: it must not keep questions waiting for ever.
        lostAt = now - openedAt > STABLE ? now : lostAt;
    }

    private synchronized boolean isClosed() {
        return closed;
    }

    private synchronized void rest(long millis) {
        long end = nanoTime.getAsLong() + TimeUnit.MILLISECONDS.toNanos(millis);
        try {
            for (long left = end - nanoTime.getAsLong(); left > 0 && !closed && !listChanged; left = end - nanoTime.getAsLong()) {
                TimeUnit.NANOSECONDS.timedWait(this, left);
            }
        } catch (InterruptedException e) {
            closed = true;
        }
        listChanged = false;
    }

    private void tick() {
        try {
            check();
        } catch (RuntimeException | OutOfMemoryError e) {
            // The timer would not come back after an exception.
            LOG.log(Level.ERROR, "questions could not be checked for their time; trying on", e);
        }
    }

    private void check() {
        long now = nanoTime.getAsLong();
        Optional<Channel> present;
        long without;
        long with;
        synchronized (this) {
            present = channel;
            without = lostAt;
            with = openedAt;
        }
        queue.wakeDue(now);
        present.ifPresent(there -> there.check(now));
        if (present.isPresent()) {
            queue.expireWaiting(now, with);
        } else {
            queue.expire(now, without);
        }
    }

    private static Thread thread(String name, Runnable task) {
        Thread thread = new Thread(null, task, name, STACK);
        thread.setDaemon(true);
        return thread;
    }
}
