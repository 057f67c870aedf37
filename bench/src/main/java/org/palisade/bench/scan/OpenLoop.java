package org.palisade.bench.scan;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import org.palisade.protocol.scan.Digest;
import org.palisade.protocol.scan.Frames;
import org.palisade.protocol.scan.Message;
import org.palisade.protocol.scan.ScanStatus;

/**
 * One agent that asks for fresh objects of 10 KB on schedule, whether the answers to earlier ones have come or not, as a VM does whose programs open files. A client
 * that waits for each answer would ask less while the server is slow, or count one delay many times over.
 */
final class OpenLoop implements Callable<List<Long>> {

    private static final int DEADLINE_MILLIS = 60_000;

    /** Asked and not answered yet. */
    private record Asked(byte[] content, long nanos) {
    }

    private final AgentClient client;
    private final Random random;
    private final long lead;
    private final long interval;
    private final long lasts;
    private final Map<Integer, Asked> open = new ConcurrentHashMap<>();
    private volatile int sent = -1;

    /**
     * One for a connection that has asked nothing yet.
     *
     * @param lead     before the first request, nanoseconds
     * @param interval between two, nanoseconds
     * @param lasts    from the first to the last, nanoseconds
     */
    OpenLoop(AgentClient client, long seed, long lead, long interval, long lasts) {
        this.client = client;
        this.random = new Random(seed);
        this.lead = lead;
        this.interval = interval;
        this.lasts = lasts;
    }

    /** From when each was sent to its verdict, nanoseconds. */
    @Override
    public List<Long> call() throws IOException, InterruptedException {
        Thread sender = new Thread(this::send, "open-loop");
        sender.start();
        List<Long> taken = new ArrayList<>();
        try {
            while (sent < 0 || taken.size() < sent) {
                Message message = client.next();
                if (message instanceof Message.Want want) {
                    ByteBuffer piece = ByteBuffer.wrap(open.get(want.request()).content(), (int) want.offset(), want.length());
                    write(new Message.Fragment(want.request(), want.offset(), piece));
                } else if (message instanceof Message.Answer answer) {
                    taken.add(System.nanoTime() - open.remove(answer.request()).nanos());
                    if (answer.verdict().status() != ScanStatus.CLEAN) {
                        throw new IOException("answered " + answer.verdict());
                    }
                }
            }
        } finally {
            client.close();
            sender.join();
        }
        return taken;
    }

    private void send() {
        int request = 0;
        long first = System.nanoTime() + lead;
        long end = first + lasts;
        try {
            for (long due = first; due < end; due += interval) {
                byte[] content = new byte[Latency.SMALL];
                random.nextBytes(content);
                content[0] = 1;
                Message.Subject subject = new Message.Subject(Digest.of(Digest.computation().digest(content)), content.length);
                for (long wait = due - System.nanoTime(); wait > 0; wait = due - System.nanoTime()) {
                    LockSupport.parkNanos(wait);
                }
                if (due + interval >= end) {
                    sent = request + 1;
                }
                open.put(++request, new Asked(content, System.nanoTime()));
                write(new Message.Scan(request, subject, DEADLINE_MILLIS, true));
            }
        } catch (IOException e) {
            // The reader of the answers meets the same end and says so.
            sent = Integer.MAX_VALUE;
        }
    }

    private synchronized void write(Message message) throws IOException {
        Frames.write(client.out(), message);
    }
}
