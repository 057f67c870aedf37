package org.palisade.bench.scan;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.palisade.networkagent.Identity;
import org.palisade.protocol.scan.Digest;

/** What one VM with 32 open bombs does to the others, who use 30 % of what the server can do. */
final class Bombs {

    private static final int OPEN = 32;
    private static final int OTHERS = 8;
    private static final double SHARE = 0.3;
    private static final int WARM_ROUNDS = 6;
    private static final long CAPACITY_NANOS = TimeUnit.SECONDS.toNanos(5);
    private static final long ROUND_NANOS = TimeUnit.SECONDS.toNanos(8);
    private static final long SETTLE_MILLIS = 2000;
    private static final int MEMBERS = 1000;
    private static final int MEMBER = 300 * 1024;
    private static final int BLOCK = 6 * 1024;

    private final List<Identity> others;
    private final Identity bomber;
    private final int port;
    private final byte[] bomb;
    private final MessageDigest beginning = Digest.computation();
    private final AtomicLong seed = new AtomicLong(17);

    /**
     * A measurement.
     *
     * @param others identities of the quiet VMs, eight
     * @param bomber identity of the other one
     */
    Bombs(List<Identity> others, Identity bomber, int port) throws IOException {
        this.others = others;
        this.bomber = bomber;
        this.port = port;
        this.bomb = bomb();
        beginning.update(bomb, 0, bomb.length - Long.BYTES);
    }

    /** p99 of the others with bombs over p99 without, on a server warm for both; {@code rounds} of each, alternating, the median ratio. */
    double ratio(int rounds) throws IOException, InterruptedException {
        for (int i = 0; i < WARM_ROUNDS; i++) {
            load(CAPACITY_NANOS, 0);
        }
        double perSecond = load(CAPACITY_NANOS, 0).length / (CAPACITY_NANOS / 1e9);
        double rate = SHARE * perSecond;
        whileBombed(rate);
        double[] ratios = new double[rounds];
        for (int i = 0; i < rounds; i++) {
            double without = new Quantile(load(ROUND_NANOS, rate)).micros(0.99);
            double with = whileBombed(rate);
            ratios[i] = with / without;
            System.err.printf("bombs: %.0f scans/s (30 %% of %.0f); p99 %.0f µs without, %.0f µs with 32 bombs open%n", rate, perSecond, without, with);
        }
        return Quantile.median(ratios);
    }

    private double whileBombed(double rate) throws IOException, InterruptedException {
        AtomicBoolean stop = new AtomicBoolean();
        Set<AgentClient> open = ConcurrentHashMap.newKeySet();
        ExecutorService threads = Executors.newFixedThreadPool(OPEN);
        try {
            for (int i = 0; i < OPEN; i++) {
                threads.execute(() -> drop(bomb.clone(), open, stop));
            }
            Thread.sleep(SETTLE_MILLIS);
            return new Quantile(load(ROUND_NANOS, rate)).micros(0.99);
        } finally {
            stop.set(true);
            threads.shutdown();
            // The server gives up what it is asked by connections that are gone.
            for (AgentClient client : open) {
                client.close();
            }
            threads.awaitTermination(3, TimeUnit.MINUTES);
        }
    }

    /** Keeps one bomb open: the last bytes of each are new, so that it is never known. */
    private void drop(byte[] own, Set<AgentClient> open, AtomicBoolean stop) {
        while (!stop.get()) {
            try (AgentClient client = new AgentClient(bomber, port)) {
                open.add(client);
                while (!stop.get()) {
                    long mark = seed.incrementAndGet();
                    for (int i = 0; i < Long.BYTES; i++) {
                        own[own.length - 1 - i] = (byte) (mark >>> 8 * i);
                    }
                    MessageDigest whole = beginning();
                    whole.update(own, own.length - Long.BYTES, Long.BYTES);
                    client.scan(Digest.of(whole.digest()), own, true);
                }
            } catch (IOException e) {
                // Refused or cut off is an answer too; it comes again.
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
            }
        }
    }

    /** Of all bombs but the last bytes: who makes them has time, and the processors here are for the server. */
    private MessageDigest beginning() {
        try {
            return (MessageDigest) beginning.clone();
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException("SHA-256 that cannot be copied", e);
        }
    }

    /** Latencies of scans of fresh 10 KB, nanoseconds from when each was due, on connections that stand; as fast as can be if {@code rate} is 0. */
    private long[] load(long nanos, double rate) throws IOException, InterruptedException {
        ExecutorService threads = Executors.newFixedThreadPool(OTHERS);
        List<AgentClient> clients = new ArrayList<>();
        try {
            for (Identity agent : others) {
                clients.add(new AgentClient(agent, port));
            }
            long begin = System.nanoTime();
            long interval = rate == 0 ? 0 : (long) (1e9 / rate * OTHERS);
            List<Future<List<Long>>> results = new ArrayList<>();
            for (AgentClient client : clients) {
                long first = begin + interval * results.size() / OTHERS;
                results.add(threads.submit(() -> ask(client, first, interval, begin + nanos)));
            }
            List<Long> all = new ArrayList<>();
            for (Future<List<Long>> result : results) {
                all.addAll(result.get());
            }
            return all.stream().mapToLong(Long::longValue).toArray();
        } catch (ExecutionException e) {
            throw new IOException("a quiet VM got no answer: " + e.getCause(), e.getCause());
        } finally {
            threads.shutdownNow();
            for (AgentClient client : clients) {
                client.close();
            }
        }
    }

    private List<Long> ask(AgentClient client, long first, long interval, long end) throws IOException {
        Random random = new Random(seed.incrementAndGet());
        List<Long> taken = new ArrayList<>();
        byte[] content = new byte[Latency.SMALL];
        long due = first;
        while (System.nanoTime() < end) {
            random.nextBytes(content);
            content[0] = 1;
            long wait = due - System.nanoTime();
            if (interval > 0 && wait > 0) {
                LockSupport.parkNanos(wait);
            }
            long start = interval > 0 ? Math.min(due, System.nanoTime()) : System.nanoTime();
            client.scan(content, true);
            taken.add(System.nanoTime() - start);
            due += interval;
        }
        return taken;
    }

    /** A zip of a thousand members that unpacks to 300 MB: legal, and seconds of work. */
    private static byte[] bomb() throws IOException {
        Random random = new Random(17);
        byte[] block = new byte[BLOCK];
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            for (int i = 0; i < MEMBERS; i++) {
                random.nextBytes(block);
                block[0] = 1;
                zip.putNextEntry(new ZipEntry("member-" + i));
                for (int written = 0; written < MEMBER; written += BLOCK) {
                    zip.write(block);
                }
            }
            zip.setComment("12345678");
        }
        return bytes.toByteArray();
    }
}
