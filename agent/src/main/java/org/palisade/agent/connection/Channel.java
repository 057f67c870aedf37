package org.palisade.agent.connection;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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
 * fragments are in memory as there are such threads.
 */
final class Channel {

    private static final int LOOKUPS = 64;
    private static final long COLLECT = TimeUnit.MILLISECONDS.toNanos(1);
    private static final long PING = TimeUnit.SECONDS.toNanos(5);
    private static final long SILENCE = TimeUnit.SECONDS.toNanos(15);
    private static final long GRACE = TimeUnit.SECONDS.toNanos(2);

    /** A request under way, or a batch of look-ups under one number. */
    private record Open(List<Request> requests, int[] wanted) {
    }

    private final Socket plain;
    private final InputStream in;
    private final OutputStream out;
    private final Message.Welcome welcome;
    private final RequestQueue queue;
    private final Executor readers;
    private final Consumer<Message.Notice> notices;
    private final LongSupplier nanoTime;
    private final Map<Integer, Open> open = new HashMap<>();
    private final Queue<Message> control = new ConcurrentLinkedQueue<>();
    private int number;
    private boolean abandoned;
    private volatile long heard;
    private volatile boolean ended;

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
                    why = "it said: " + bye.text();
                    break;
                }
                take(message);
            }
        } catch (IOException e) {
            why = String.valueOf(e.getMessage());
        }
        close();
        queue.again(abandon());
        return why;
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
        List<Request> late = new ArrayList<>();
        synchronized (open) {
            open.entrySet().removeIf(entry -> {
                Request first = entry.getValue().requests().get(0);
                boolean over = now - first.sent > first.terms.object().toNanos() + GRACE;
                if (over) {
                    late.addAll(entry.getValue().requests());
                    control.add(new Message.Cancel(entry.getKey()));
                }
                return over;
            });
        }
        late.forEach(request -> request.answer.complete(Verdict.error(Reason.DEADLINE)));
        if (!late.isEmpty()) {
            queue.wake();
        }
    }

    private void take(Message message) throws MalformedFrameException {
        if (message instanceof Message.Known known) {
            known(known);
        } else if (message instanceof Message.Answer answer) {
            answer(answer);
        } else if (message instanceof Message.Want want) {
            want(want);
        } else if (message instanceof Message.Ping ping) {
            control.add(new Message.Pong(ping.token()));
            queue.wake();
        } else if (message instanceof Message.Notice notice) {
            notices.accept(notice);
        } else if (!(message instanceof Message.Pong || message instanceof Message.Unknown)) {
            throw new MalformedFrameException("a server does not send this kind of message");
        }
    }

    private void known(Message.Known known) throws MalformedFrameException {
        Optional<Open> asked = close(known.request());
        if (asked.isEmpty()) {
            return;
        }
        List<Request> requests = asked.get().requests();
        if (requests.size() != known.verdicts().size() || !requests.get(0).lookup()) {
            queue.again(requests);
            throw new MalformedFrameException("the answer to a look-up does not fit the question");
        }
        for (int i = 0; i < requests.size(); i++) {
            requests.get(i).answer.complete(known.verdicts().get(i));
        }
    }

    private void answer(Message.Answer answer) throws MalformedFrameException {
        Optional<Open> asked = close(answer.request());
        if (asked.isEmpty()) {
            return;
        }
        Request request = asked.get().requests().get(0);
        if (request.lookup() || answer.verdict().status() == ScanStatus.UNKNOWN) {
            queue.again(asked.get().requests());
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
        Open asked;
        synchronized (open) {
            asked = open.get(want.request());
            if (asked == null) {
                return;
            }
            if (asked.requests().get(0).lookup() || ++asked.wanted()[0] > welcome.window()) {
                throw new MalformedFrameException("the server wants more at once than it said");
            }
        }
        try {
            readers.execute(() -> serve(want, asked));
        } catch (RejectedExecutionException e) {
            close();
        }
    }

    private void serve(Message.Want want, Open asked) {
        if (ended) {
            return;
        }
        Request request = asked.requests().get(0);
        ByteBuffer bytes = ByteBuffer.allocate(want.length());
        try {
            request.content.orElseThrow().read(want.offset(), bytes);
        } catch (IOException e) {
            if (close(want.request()).isPresent()) {
                control.add(new Message.Cancel(want.request()));
                queue.wake();
                request.answer.complete(Verdict.error(Reason.UNREADABLE));
            }
            return;
        }
        synchronized (open) {
            asked.wanted()[0]--;
        }
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
        } catch (InterruptedException e) {
            close();
        }
    }

    private Optional<Message> request(long now) throws InterruptedException {
        if (full()) {
            return Optional.empty();
        }
        int batch = Math.min(LOOKUPS, welcome.batch());
        if (queue.lookups() > 0) {
            // With nothing under way the one who asks is waiting; otherwise company is coming.
            for (long left = COLLECT; busy() && left > 0 && queue.lookups() < batch; left = now + COLLECT - nanoTime.getAsLong()) {
                queue.await(left);
            }
            List<Request> lookups = queue.takeLookups(batch);
            return open(lookups, now).map(id -> new Message.Lookup(id, lookups.get(0).archives, lookups.stream().map(request -> request.subject).toList()));
        }
        List<Request> scan = queue.takeScan().map(List::of).orElse(List.of());
        return open(scan, now).map(id -> new Message.Scan(id, scan.get(0).subject, (int) scan.get(0).terms.object().toMillis(),
                scan.get(0).archives));
    }

    /** Notes requests as under way; empty if there are none, or if the connection is over and they are back in the queue. */
    private Optional<Integer> open(List<Request> requests, long now) {
        if (requests.isEmpty()) {
            return Optional.empty();
        }
        synchronized (open) {
            if (abandoned) {
                queue.again(requests);
                return Optional.empty();
            }
            number = number == Integer.MAX_VALUE ? 1 : number + 1;
            requests.forEach(request -> {
                request.sent = now;
                request.everSent = true;
            });
            open.put(number, new Open(requests, new int[1]));
            return Optional.of(number);
        }
    }

    private Optional<Open> close(int request) {
        Optional<Open> gone;
        synchronized (open) {
            gone = Optional.ofNullable(open.remove(request));
        }
        queue.wake();
        return gone;
    }

    private boolean full() {
        synchronized (open) {
            return open.size() >= Math.max(1, welcome.requests());
        }
    }

    private boolean busy() {
        synchronized (open) {
            return !open.isEmpty();
        }
    }

    private List<Request> abandon() {
        synchronized (open) {
            List<Request> left = open.entrySet().stream().sorted(Map.Entry.comparingByKey())
                    .flatMap(entry -> entry.getValue().requests().stream()).toList();
            open.clear();
            abandoned = true;
            return left;
        }
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
