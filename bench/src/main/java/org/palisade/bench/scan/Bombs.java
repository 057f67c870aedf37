package org.palisade.bench.scan;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
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

/** What one VM with 32 open bombs does to the others, who use 30 % of what the server can do. */
final class Bombs {

    private static final int OPEN = 32;
    private static final int OTHERS = 8;
    private static final double SHARE = 0.3;
    private static final long CAPACITY_NANOS = TimeUnit.SECONDS.toNanos(5);
    private static final long ROUND_NANOS = TimeUnit.SECONDS.toNanos(8);
    private static final long SETTLE_MILLIS = 2000;
    private static final int MEMBERS = 1000;
    private static final int MEMBER = 300 * 1024;
    private static final int BLOCK = 6 * 1024;

    private final List<Identity> others;
    private final Identity bomber;
    private final int port;
    private final AtomicLong seed = new AtomicLong(17);

    /**
     * A measurement.
     *
     * @param others identities of the quiet VMs, eight
     * @param bomber identity of the other one
     */
    Bombs(List<Identity> others, Identity bomber, int port) {
        this.others = others;
        this.bomber = bomber;
        this.port = port;
    }

    /** p99 of the others with bombs over p99 without; {@code rounds} of each, alternating, the median ratio. */
    double ratio(int rounds) throws IOException, InterruptedException {
        double perSecond = load(CAPACITY_NANOS, 0).length / (CAPACITY_NANOS / 1e9);
        double rate = SHARE * perSecond;
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
        byte[][] bombs = new byte[OPEN][];
        for (int i = 0; i < OPEN; i++) {
            bombs[i] = bomb(seed.incrementAndGet());
        }
        ExecutorService threads = Executors.newFixedThreadPool(OPEN);
        try {
            for (byte[] bomb : bombs) {
                threads.execute(() -> drop(bomb, stop));
            }
            Thread.sleep(SETTLE_MILLIS);
            return new Quantile(load(ROUND_NANOS, rate)).micros(0.99);
        } finally {
            stop.set(true);
            threads.shutdown();
            threads.awaitTermination(3, TimeUnit.MINUTES);
        }
    }

    /** Keeps one bomb open: the last bytes of each are new, so that it is never known. */
    private void drop(byte[] bomb, AtomicBoolean stop) {
        while (!stop.get()) {
            try (AgentClient client = new AgentClient(bomber, port)) {
                while (!stop.get()) {
                    long mark = seed.incrementAndGet();
                    for (int i = 0; i < Long.BYTES; i++) {
                        bomb[bomb.length - 1 - i] = (byte) (mark >>> 8 * i);
                    }
                    client.scan(bomb, true);
                }
            } catch (IOException e) {
                // Refused or cut off is an answer too; it comes again.
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
            }
        }
    }

    /** Latencies of scans of fresh 10 KB, nanoseconds from when each was due; as fast as can be if {@code rate} is 0. */
    private long[] load(long nanos, double rate) throws IOException, InterruptedException {
        ExecutorService threads = Executors.newFixedThreadPool(OTHERS);
        try {
            long begin = System.nanoTime();
            List<Future<List<Long>>> clients = new ArrayList<>();
            for (int i = 0; i < OTHERS; i++) {
                Identity agent = others.get(i);
                long interval = rate == 0 ? 0 : (long) (1e9 / rate * OTHERS);
                long first = begin + interval * i / OTHERS;
                clients.add(threads.submit(() -> client(agent, first, interval, begin + nanos)));
            }
            List<Long> all = new ArrayList<>();
            for (Future<List<Long>> client : clients) {
                all.addAll(client.get());
            }
            return all.stream().mapToLong(Long::longValue).toArray();
        } catch (ExecutionException e) {
            throw new IOException("a quiet VM got no answer: " + e.getCause(), e.getCause());
        } finally {
            threads.shutdownNow();
        }
    }

    private List<Long> client(Identity agent, long first, long interval, long end) throws IOException {
        Random random = new Random(seed.incrementAndGet());
        List<Long> taken = new ArrayList<>();
        byte[] content = new byte[Latency.SMALL];
        try (AgentClient client = new AgentClient(agent, port)) {
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
        }
        return taken;
    }

    /** A zip of a thousand members that unpacks to 300 MB: legal, and seconds of work. */
    private static byte[] bomb(long seed) throws IOException {
        Random random = new Random(seed);
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
