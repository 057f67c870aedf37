package org.palisade.agent.connection;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.palisade.agent.connection.Greeting.Greeted;
import org.palisade.agent.discovery.Move;
import org.palisade.agent.discovery.Svm;
import org.palisade.networkagent.Identity;
import org.palisade.protocol.scan.Message;
import org.palisade.protocol.scan.Reason;
import org.palisade.protocol.scan.ScanStatus;
import org.palisade.protocol.scan.Verdict;

/**
 * Keeps a connection to the best SVM that can be had, and asks it. Questions stay open while a connection is replaced, as long as their
 * {@link Terms} allow.
 */
public final class SvmLink implements AutoCloseable {

    private static final Logger LOG = System.getLogger(SvmLink.class.getName());
    private static final long SHORTEST_PAUSE = 250;
    private static final long LONGEST_PAUSE = 4000;
    private static final long STABLE = TimeUnit.SECONDS.toNanos(10);
    private static final int TICK_MILLIS = 200;
    private static final int READERS = 2;
    private static final int STACK = 256 * 1024;

    private final Greeting greeting;
    private final Mover mover;
    private final Candidates candidates;
    private final LinkListener listener;
    private final LongSupplier nanoTime;
    private final RequestQueue queue = new RequestQueue();
    private final ExecutorService readers = Executors.newFixedThreadPool(READERS, task -> thread("svm-fragments", task));
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(task -> thread("svm-timer", task));
    private final Thread keeper = thread("svm-link", this::keep);
    private Optional<Channel> channel = Optional.empty();
    private Optional<Svm> connected = Optional.empty();
    /** The SVM the listener believes us connected to; of the keeper's thread alone. */
    private Optional<Svm> told = Optional.empty();
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
        this.greeting = new Greeting(identity, software);
        this.mover = new Mover(greeting);
        this.candidates = new Candidates(svms, nanoTime);
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

    /**
     * Leaves the present SVM for another, as soon as nothing is under way and at the latest after a minute. The other is greeted first: if it cannot be had,
     * everything stays as it is. Nothing happens if there is no connection, or a move is planned already.
     */
    public synchronized void move(Move move) {
        channel.ifPresent(from -> mover.plan(from, move, nanoTime.getAsLong()));
    }

    @Override
    public void close() {
        synchronized (this) {
            closed = true;
            channel.ifPresent(Channel::close);
            mover.close();
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
                    LOG.log(Level.WARNING, "no SVM can be had, {0} known; trying on", candidates.inOrder().size());
                }
            } catch (RuntimeException | OutOfMemoryError e) {
                LOG.log(Level.ERROR, "no SVM could be looked for; trying on", e);
            }
            complained = !served;
            pause = nanoTime.getAsLong() - began > STABLE ? SHORTEST_PAUSE : Math.min(LONGEST_PAUSE, pause * 2);
            rest(pause);
        }
    }

    /** Goes where a move leads, or tries one SVM after the other. Returns true after a connection ended, false when none could be had. */
    private boolean connectToBest() {
        Optional<Greeted> ready = mover.successor();
        if (ready.isPresent() && served(ready.get().svm(), ready)) {
            return true;
        }
        tellLost();
        for (Svm svm : candidates.inOrder()) {
            if (isClosed()) {
                return false;
            }
            if (served(svm, Optional.empty())) {
                return true;
            }
        }
        return false;
    }

    private boolean served(Svm svm, Optional<Greeted> ready) {
        try (Greeted greeted = ready.isPresent() ? ready.get() : greeting.greet(svm)) {
            serve(greeted);
            return true;
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "SVM {0} cannot be had: {1}", svm.id(), e.getMessage());
        } catch (RuntimeException | OutOfMemoryError e) {
            LOG.log(Level.ERROR, "a connection to SVM " + svm.id() + " failed; trying on", e);
        }
        return false;
    }

    private void serve(Greeted greeted) throws IOException {
        Svm svm = greeted.svm();
        Channel fresh = new Channel(greeted.plain(), greeted.secure(), greeted.welcome(), queue, readers, notice -> notice(svm, notice), nanoTime);
        if (!opened(svm, fresh)) {
            return;
        }
        LOG.log(Level.INFO, "connected to SVM {0}", svm.id());
        String why = "it could not be used";
        try {
            told = Optional.of(svm);
            listener.connected(svm, greeted.welcome().signatureSet());
            why = fresh.run();
        } finally {
            boolean moves = ended();
            LOG.log(isClosed() || moves ? Level.DEBUG : Level.WARNING, "connection to SVM {0} is over: {1}", svm.id(), why);
            if (!moves) {
                tellLost();
            }
        }
    }

    private void tellLost() {
        Optional<Svm> gone = told;
        told = Optional.empty();
        synchronized (this) {
            connected = Optional.empty();
        }
        gone.ifPresent(listener::lost);
    }

    private void notice(Svm svm, Message.Notice notice) {
        switch (notice.kind()) {
            case SIGNATURE_SET -> listener.signatureSet(notice.detail());
            case SVM_LIST -> listener.svmList();
            case DRAINING -> {
                candidates.avoid(svm.id());
                synchronized (this) {
                    channel.ifPresent(Channel::leave);
                }
            }
            // Nothing hangs on them in the guest yet.
            case LICENCE, POLICY -> LOG.log(Level.DEBUG, "SVM {0} says: {1}", svm.id(), notice.kind());
        }
    }

    private synchronized boolean opened(Svm svm, Channel fresh) {
        channel = Optional.of(fresh);
        connected = Optional.of(svm);
        openedAt = nanoTime.getAsLong();
        return !closed;
    }

    /** Returns true if the connection ended because it moves to another SVM, which is ready; then there is no time without one. */
    private synchronized boolean ended() {
        channel = Optional.empty();
        long now = nanoTime.getAsLong();
        // A server that takes connections and drops them at once is no server: it must not keep questions waiting for ever.
        lostAt = now - openedAt > STABLE ? now : lostAt;
        return mover.ended() && !closed;
    }

    private synchronized boolean isClosed() {
        return closed;
    }

    private synchronized void rest(long millis) {
        long end = nanoTime.getAsLong() + TimeUnit.MILLISECONDS.toNanos(millis);
        try {
            for (long left = end - nanoTime.getAsLong(); left > 0 && !closed && !listChanged && !mover.ready(); left = end - nanoTime.getAsLong()) {
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
        mover.check(now);
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
