package org.palisade.agent.connection;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.palisade.protocol.scan.Frames;
import org.palisade.protocol.scan.MalformedFrameException;
import org.palisade.protocol.scan.Message;
import org.palisade.protocol.scan.Reason;
import org.palisade.protocol.scan.ScanStatus;
import org.palisade.protocol.scan.Verdict;

/**
 * One connection to one Protection Server, from its welcome to its end. The thread that calls {@link #run} reads; an outbox thread asks what waits in
 * the queue; fragments are read from files and sent by the threads they are handed to, so that a slow disk holds up nothing else. At most as many
 * fragments are in memory as there are such threads. A few lines past three hundred, because those threads share the state of one connection.
 */
final class Channel {

    private static final Logger LOG = System.getLogger(Channel.class.getName());
    private static final int LOOKUPS = 64;
    private static final long COLLECT = TimeUnit.MILLISECONDS.toNanos(1);
    private static final long PING = TimeUnit.SECONDS.toNanos(5);
    private static final long SILENCE = TimeUnit.SECONDS.toNanos(15);

    private final Socket plain;
    private final InputStream in;
    private final OutputStream out;
    private final Message.Welcome welcome;
    private final RequestQueue queue;
    private final Executor readers;
    private final Consumer<Message.Notice> notices;
    private final LongSupplier nanoTime;
    private final OpenRequests open;
    private final Queue<Message> control = new ConcurrentLinkedQueue<>();
    private volatile long heard;
    private volatile boolean ended;
    private volatile boolean left;

    /**
     * Takes over a connection that has been greeted.
     *
     * @param plain   the TCP socket, closed to end everything at once
     * @param secure  the TLS socket on it
     * @param readers threads that read files
     * @param notices told what the server says unasked
     */
    Channel(Socket plain, Socket secure, Message.Welcome welcome, RequestQueue queue, Executor readers, Consumer<Message.Notice> notices,
            LongSupplier nanoTime) throws IOException {
        this.plain = plain;
        this.in = new BufferedInputStream(secure.getInputStream(), 16 * 1024);
        this.out = secure.getOutputStream();
        this.welcome = welcome;
        this.queue = queue;
        this.readers = readers;
        this.notices = notices;
        this.nanoTime = nanoTime;
        this.open = new OpenRequests(welcome.requests());
        this.heard = nanoTime.getAsLong();
    }

    /** Works until the connection ends; then every open question is back in the queue. Returns why it ended. */
    String run() {
        Thread outbox = new Thread(null, this::send, "svm-outbox", 256 * 1024);
        outbox.setDaemon(true);
        outbox.start();
        String why;
        try {
            while (true) {
                Message message = Frames.read(in);
                heard = nanoTime.getAsLong();
                if (message instanceof Message.Bye bye) {
                    left = true;
                    why = "it said: " + bye.text();
                    break;
                }
                take(message);
            }
        } catch (IOException e) {
            why = String.valueOf(e.getMessage());
        } catch (RuntimeException | OutOfMemoryError e) {
            LOG.log(Level.ERROR, "a message of an SVM could not be taken", e);
            why = "a message could not be taken";
        }
        close();
        if (left) {
            queue.again(open.abandon());
        } else {
            queue.lost(open.abandon());
        }
        return why;
    }

    /** True if nothing is under way and nothing waits. */
    boolean idle() {
        return open.idle() && queue.idle();
    }

    /** Ends a connection that works; the questions under way are not what ended it. */
    void leave() {
        left = true;
        close();
    }

    /** Ends the connection from any thread, without waiting for anything. */
    void close() {
        ended = true;
        try {
            // The TLS socket's own close would wait for a writer that is stuck.
            plain.close();
        } catch (IOException e) {
            ended = true;
        }
        queue.wake();
    }

    /** Ends what takes too long: single requests past their time, and the whole connection if it is silent. */
    void check(long now) {
        if (now - heard > SILENCE) {
            close();
        }
        open.late(now).forEach((id, requests) -> {
            say(new Message.Cancel(id));
            requests.forEach(request -> request.answer.complete(Verdict.error(Reason.DEADLINE)));
        });
    }

    private void take(Message message) throws MalformedFrameException {
        if (message instanceof Message.Known known) {
            known(known);
        } else if (message instanceof Message.Answer answer) {
            answer(answer);
        } else if (message instanceof Message.Want want) {
            want(want);
        } else if (message instanceof Message.Ping ping) {
            say(new Message.Pong(ping.token()));
        } else if (message instanceof Message.Notice notice) {
            notices.accept(notice);
        } else if (!(message instanceof Message.Pong || message instanceof Message.Unknown)) {
            throw new MalformedFrameException("a server does not send this kind of message");
        }
    }

    private void known(Message.Known known) throws MalformedFrameException {
        List<Request> requests = close(known.request());
        if (requests.isEmpty()) {
            return;
        }
        if (requests.size() != known.verdicts().size() || !requests.get(0).lookup()) {
            queue.lost(requests);
            throw new MalformedFrameException("the answer to a look-up does not fit the question");
        }
        for (int i = 0; i < requests.size(); i++) {
            requests.get(i).answer.complete(known.verdicts().get(i));
        }
    }

    private void answer(Message.Answer answer) throws MalformedFrameException {
        List<Request> requests = close(answer.request());
        if (requests.isEmpty()) {
            return;
        }
        Request request = requests.get(0);
        if (request.lookup() || answer.verdict().status() == ScanStatus.UNKNOWN) {
            queue.lost(requests);
            throw new MalformedFrameException("an answer does not fit its question");
        }
        long now = nanoTime.getAsLong();
        long pause = TimeUnit.MILLISECONDS.toNanos(answer.verdict().retryAfterMillis());
        if (pause > 0 && now + pause - request.asked < request.terms.patience().toNanos()) {
            queue.postpone(request, now + pause);
        } else {
            request.answer.complete(answer.verdict());
        }
    }

    private void want(Message.Want want) throws MalformedFrameException {
        Optional<Request> scan = open.wanted(want.request(), welcome.window());
        try {
            scan.ifPresent(request -> readers.execute(() -> serve(want, request)));
        } catch (RejectedExecutionException e) {
            close();
        }
    }

    private void serve(Message.Want want, Request request) {
        if (ended) {
            return;
        }
        ByteBuffer bytes = ByteBuffer.allocate(want.length());
        try {
            request.content.orElseThrow().read(want.offset(), bytes);
        } catch (IOException | RuntimeException | OutOfMemoryError e) {
            LOG.log(e instanceof IOException ? Level.DEBUG : Level.ERROR, "a file could not be read", e);
            if (!close(want.request()).isEmpty()) {
                say(new Message.Cancel(want.request()));
                request.answer.complete(Verdict.error(Reason.UNREADABLE));
            }
            return;
        }
        open.served(want.request());
        write(new Message.Fragment(want.request(), want.offset(), bytes.flip()));
    }

    private void send() {
        long interval = Math.min(PING, TimeUnit.SECONDS.toNanos(Math.max(1, welcome.idleSeconds() / 3)));
        long pinged = nanoTime.getAsLong();
        try {
            while (!ended) {
                Message next = control.poll();
                long now = nanoTime.getAsLong();
                if (next == null && now - pinged >= interval) {
                    pinged = now;
                    next = new Message.Ping(now);
                }
                if (next == null) {
                    next = request(now).orElse(null);
                }
                if (next != null) {
                    write(next);
                } else {
                    synchronized (queue) {
                        if (!ended && control.isEmpty() && (queue.idle() || full())) {
                            queue.await(interval);
                        }
                    }
                }
            }
        } catch (InterruptedException | RuntimeException | OutOfMemoryError e) {
            // Without its outbox the connection would live on and ask nothing.
            LOG.log(e instanceof InterruptedException ? Level.DEBUG : Level.ERROR, "questions are sent no more", e);
            close();
        }
    }

    private boolean full() {
        return open.full() || queue.suspect() && !open.idle();
    }

    private Optional<Message> request(long now) throws InterruptedException {
        if (full()) {
            return Optional.empty();
        }
        int batch = Math.min(LOOKUPS, welcome.batch());
        if (queue.lookups() > 0) {
            // With nothing under way the one who asks is waiting; otherwise company is coming.
            for (long left = COLLECT; !open.idle() && left > 0 && queue.lookups() < batch; left = now + COLLECT - nanoTime.getAsLong()) {
                queue.await(left);
            }
            List<Request> lookups = queue.takeLookups(batch);
            return open(lookups, now).map(id -> new Message.Lookup(id, lookups.get(0).archives, lookups.stream().map(request -> request.subject).toList()));
        }
        List<Request> scan = queue.takeScan().map(List::of).orElse(List.of());
        return open(scan, now).map(id -> new Message.Scan(id, scan.get(0).subject, (int) scan.get(0).terms.object().toMillis(),
                scan.get(0).archives));
    }

    /** Notes requests as under way; if the connection is over they go back to the queue. */
    private Optional<Integer> open(List<Request> requests, long now) {
        if (requests.isEmpty()) {
            return Optional.empty();
        }
        Optional<Integer> id = open.open(requests, now);
        if (id.isEmpty()) {
            queue.again(requests);
        }
        return id;
    }

    private List<Request> close(int request) {
        List<Request> gone = open.close(request);
        queue.wake();
        return gone;
    }

    /** Has the outbox send something of the connection's own. */
    private void say(Message message) {
        control.add(message);
        queue.wake();
    }

    private void write(Message message) {
        try {
            synchronized (out) {
                Frames.write(out, message);
            }
        } catch (IOException e) {
            close();
        }
    }
}
