package org.palisade.bench.scan;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.palisade.networkagent.Identity;
import org.palisade.protocol.scan.Digest;
import org.palisade.protocol.scan.Message;
import org.palisade.protocol.scan.ScanStatus;
import org.palisade.protocol.scan.Verdict;

/** How long one question takes, one after the other, on a connection that stands. */
final class Latency {

    static final int SMALL = 10 * 1024;
    /** The JVM compiles the path of a call for the last time after some 15,000 of them. */
    private static final int WARM = 30_000;
    private static final int CALLS = 10_000;
    private static final int SLOW = 200;
    private static final int PINGS = 2000;

    private final Random random = new Random(5);

    /** Look-up of a content that is known, p50, microseconds. */
    double cached(Identity agent, int port) throws IOException {
        try (AgentClient client = new AgentClient(agent, port)) {
            byte[] content = fresh();
            client.scan(content, true);
            Message.Subject subject = new Message.Subject(Digest.of(Digest.computation().digest(content)), content.length);
            return measure(() -> {
                if (client.lookup(subject).status() != ScanStatus.CLEAN) {
                    throw new IOException("a scanned content is not known");
                }
            }).micros(0.5);
        }
    }

    /** Scan of 10 KB nobody has seen, fragments and all, p50, microseconds. */
    double uncached(Identity agent, int port) throws IOException {
        try (AgentClient client = new AgentClient(agent, port)) {
            return measure(() -> {
                Verdict verdict = client.scan(fresh(), true);
                if (verdict.status() != ScanStatus.CLEAN || verdict.shared()) {
                    throw new IOException("fresh bytes got " + verdict);
                }
            }).micros(0.5);
        }
    }

    /** PING through the door while 200 senders are in the middle of a stream and hardly move, p99, microseconds. */
    double pingAmongSlow(int door) throws IOException, InterruptedException {
        List<Socket> slow = new ArrayList<>();
        Thread feeder = new Thread(() -> feed(slow), "slow-senders");
        try {
            for (int i = 0; i < SLOW; i++) {
                Socket socket = new Socket(InetAddress.getLoopbackAddress(), door);
                ByteArrayOutputStream begin = new ByteArrayOutputStream();
                begin.writeBytes("zINSTREAM\0".getBytes(StandardCharsets.US_ASCII));
                begin.writeBytes(new byte[] {0, 1, 0, 0});
                socket.getOutputStream().write(begin.toByteArray());
                synchronized (slow) {
                    slow.add(socket);
                }
            }
            feeder.start();
            try (StreamClient client = new StreamClient(door)) {
                long[] nanos = new long[PINGS];
                for (int i = 0; i < PINGS; i++) {
                    long start = System.nanoTime();
                    client.ping();
                    nanos[i] = System.nanoTime() - start;
                }
                return new Quantile(nanos).micros(0.99);
            }
        } finally {
            feeder.interrupt();
            feeder.join();
            for (Socket socket : slow) {
                socket.close();
            }
        }
    }

    /** One byte to each of them every quarter of a second. */
    private static void feed(List<Socket> slow) {
        try {
            while (!Thread.currentThread().isInterrupted()) {
                List<Socket> now;
                synchronized (slow) {
                    now = List.copyOf(slow);
                }
                for (Socket socket : now) {
                    socket.getOutputStream().write(1);
                }
                Thread.sleep(250);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException("a slow sender was cut off", e);
        }
    }

    private byte[] fresh() {
        byte[] content = new byte[SMALL];
        random.nextBytes(content);
        content[0] = 1;
        return content;
    }

    private interface Call {
        void make() throws IOException;
    }

    private static Quantile measure(Call call) throws IOException {
        for (int i = 0; i < WARM; i++) {
            call.make();
        }
        long[] nanos = new long[CALLS];
        for (int i = 0; i < CALLS; i++) {
            long start = System.nanoTime();
            call.make();
            nanos[i] = System.nanoTime() - start;
        }
        return new Quantile(nanos);
    }
}
