package org.palisade.bench.scan;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.palisade.bench.process.Child;
import org.palisade.networkagent.Identity;

/** What one VM with 32 open bombs does to the others, who use 30 % of what the server can do. */
final class Bombs {

    private static final int OPEN = 32;
    private static final int OTHERS = 8;
    private static final double SHARE = 0.3;
    private static final int WARM_ROUNDS = 6;
    private static final int WARM_ROUNDS_BOMBED = 3;
    /** Whatever else runs goes first. */
    private static final List<String> LOWEST = List.of("chrt", "--idle", "0");
    private static final long CAPACITY_NANOS = TimeUnit.SECONDS.toNanos(5);
    private static final long ROUND_NANOS = TimeUnit.SECONDS.toNanos(8);
    private static final long SETTLE_MILLIS = 2000;

    private final List<Identity> others;
    private final Path bomber;
    private final int port;
    private final AtomicLong seed = new AtomicLong(17);

    /**
     * A measurement.
     *
     * @param others identities of the quiet VMs, eight
     * @param bomber folder with the identity of the other one
     */
    Bombs(List<Identity> others, Path bomber, int port) {
        this.others = others;
        this.bomber = bomber;
        this.port = port;
    }

    /** p99 of the others with bombs over p99 without, on a server warm for both; {@code rounds} of each, alternating, the median ratio. */
    double ratio(int rounds) throws IOException, InterruptedException {
        try (Child child = new Child(Bomber.class, List.of("-XX:+UseSerialGC"), List.of(bomber.toString(), Integer.toString(port),
                Integer.toString(OPEN)), LOWEST)) {
            for (int i = 0; i < WARM_ROUNDS; i++) {
                capacity();
            }
            double perSecond = capacity();
            double rate = SHARE * perSecond;
            for (int i = 0; i < WARM_ROUNDS_BOMBED; i++) {
                p99(rate);
                whileBombed(rate, child);
            }
            double[] ratios = new double[rounds];
            for (int i = 0; i < rounds; i++) {
                double without = p99(rate);
                double with = whileBombed(rate, child);
                ratios[i] = with / without;
                System.err.printf("bombs: %.0f scans/s (30 %% of %.0f); p99 %.0f µs without, %.0f µs with 32 bombs open%n", rate, perSecond, without, with);
            }
            return Quantile.median(ratios);
        }
    }

    private double whileBombed(double rate, Child bomber) throws IOException, InterruptedException {
        bomber.ask("on");
        TimeUnit.MILLISECONDS.sleep(SETTLE_MILLIS);
        double p99 = p99(rate);
        long pieces = Long.parseLong(bomber.ask("off"));
        if (pieces == 0) {
            throw new IOException("the server asked for no piece of a bomb: there was none open");
        }
        return p99;
    }

    /** Scans of fresh 10 KB a second that the server does when each of the others asks as soon as it has its answer. */
    private double capacity() throws IOException, InterruptedException {
        long end = System.nanoTime() + CAPACITY_NANOS;
        return all((client, place) -> () -> oneByOne(client, end)).length / (CAPACITY_NANOS / 1e9);
    }

    /** p99 of the scans of fresh 10 KB that the others ask for at a rate, microseconds. */
    private double p99(double rate) throws IOException, InterruptedException {
        long interval = (long) (1e9 / rate * OTHERS);
        return new Quantile(all((client, place) -> new OpenLoop(client, seed.incrementAndGet(), interval * place / OTHERS, interval, ROUND_NANOS))).micros(0.99);
    }

    /** What one of the others does on its connection; gives how long each of its requests took, nanoseconds. */
    private interface Parts {
        Callable<List<Long>> of(AgentClient client, int place);
    }

    private long[] all(Parts parts) throws IOException, InterruptedException {
        ExecutorService threads = Executors.newFixedThreadPool(OTHERS);
        List<AgentClient> clients = new ArrayList<>();
        try {
            for (Identity agent : others) {
                clients.add(new AgentClient(agent, port));
            }
            List<Callable<List<Long>>> tasks = new ArrayList<>();
            for (AgentClient client : clients) {
                tasks.add(parts.of(client, tasks.size()));
            }
            List<Long> all = new ArrayList<>();
            for (Future<List<Long>> result : threads.invokeAll(tasks)) {
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

    private List<Long> oneByOne(AgentClient client, long end) throws IOException {
        Random random = new Random(seed.incrementAndGet());
        List<Long> taken = new ArrayList<>();
        byte[] content = new byte[Latency.SMALL];
        while (System.nanoTime() < end) {
            random.nextBytes(content);
            content[0] = 1;
            long start = System.nanoTime();
            client.scan(content, true);
            taken.add(System.nanoTime() - start);
        }
        return taken;
    }
}
