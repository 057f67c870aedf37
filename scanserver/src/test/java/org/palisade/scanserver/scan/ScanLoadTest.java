package org.palisade.scanserver.scan;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.palisade.protocol.scan.Digest;
import org.palisade.protocol.scan.MalformedFrameException;
import org.palisade.protocol.scan.Message.Subject;
import org.palisade.protocol.scan.ScanStatus;
import org.palisade.protocol.scan.Verdict;
import org.palisade.scanserver.cache.CacheConfig;
import org.palisade.scanserver.cache.SharedCache;
import org.palisade.scanserver.engine.Checkpoint;

/** Measurements in one process, without network: they print what they find. Meant for a quiet machine. */
@Tag("long")
@Timeout(300)
class ScanLoadTest {

    private static final int SIZE = 10_000;
    /** What one small object takes a worker, and what a bomb does between two checkpoints. Nanoseconds. */
    private static final long WORK = 200_000;
    private static final long PIECE = 300_000;
    private static final int PROCESSORS = Runtime.getRuntime().availableProcessors();

    private final ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1);
    private final WorkingEngine engine = new WorkingEngine().on('W', checkpoint -> burn(WORK)).on(WorkingEngine.HEAVY, ScanLoadTest::bomb);
    private final Scans scans = new Scans(new ScanConfig(PROCESSORS, 128, 1000, 1 << 30, 262_144, 4, Duration.ofSeconds(15)), engine,
            SharedCache.inMemory(new CacheConfig(100), "set-1"), timer);
    private int number;

    @AfterEach
    void close() {
        scans.close();
        timer.shutdownNow();
    }

    private static void burn(long nanos) {
        long end = System.nanoTime() + nanos;
        while (System.nanoTime() < end) {
            Thread.onSpinWait();
        }
    }

    private static void bomb(Checkpoint checkpoint) {
        while (true) {
            burn(PIECE);
            checkpoint.pass();
        }
    }

    /** One request: it sends what it is asked for at once, and notes when the answer comes. */
    private final class Once implements Requester {

        private final byte[] content;
        private final Subject subject;
        private long begun;
        private Optional<ScanRequest> request = Optional.empty();
        private boolean wanted;
        private volatile long ended;
        private volatile ScanStatus status = ScanStatus.UNKNOWN;

        private Once(int first, int size) {
            content = Stage.content(first, ++number, size);
            subject = new Subject(Digest.of(Digest.computation().digest(content)), size);
        }

        private void begin(int agent) {
            begun = System.nanoTime();
            Optional<ScanRequest> taken = scans.submit(new ScanOrder(1, new UUID(9, agent), Stage.TENANT, subject, true, Duration.ofMinutes(2)), this);
            synchronized (this) {
                request = taken;
            }
            deliver();
        }

        /** Once it is wanted and the request is known. */
        private void deliver() {
            synchronized (this) {
                if (!wanted || request.isEmpty()) {
                    return;
                }
                wanted = false;
            }
            try {
                request.get().fragment(0, ByteBuffer.wrap(content));
            } catch (MalformedFrameException e) {
                throw new AssertionError(e);
            }
        }

        @Override
        public void want(int number, long offset, int length) {
            synchronized (this) {
                wanted = true;
            }
            deliver();
        }

        @Override
        public void answer(int answered, Verdict verdict) {
            status = verdict.status();
            ended = System.nanoTime();
        }
    }

    private static long percentile(long[] nanos, double share) {
        Arrays.sort(nanos);
        return nanos[(int) Math.min(nanos.length - 1, Math.round(nanos.length * share))];
    }

    @Test
    void aSmallObjectCostsLittleBeyondHashingAndMatching() {
        for (int size : new int[] {64, SIZE}) {
            long[] nanos = new long[20_000];
            for (int round = 0; round < 6; round++) {
                for (int i = 0; i < nanos.length; i++) {
                    Once once = new Once('a', size);
                    once.begin(1);
                    while (once.ended == 0) {
                        Thread.onSpinWait();
                    }
                    nanos[i] = once.ended - once.begun;
                }
            }
            System.out.printf("submit, want, fragment, verdict of %d bytes: p50 %.1f us, p99 %.1f us%n", size,
                    percentile(nanos, 0.5) / 1e3, percentile(nanos, 0.99) / 1e3);
        }
        throughput();
    }

    /** What all of it takes of the processors, both sides, with always 64 under way. */
    private void throughput() {
        List<Once> all = new ArrayList<>();
        for (int i = 0; i < 30_000; i++) {
            all.add(new Once('a', 64));
        }
        com.sun.management.OperatingSystemMXBean system = ManagementFactory.getPlatformMXBean(com.sun.management.OperatingSystemMXBean.class);
        long begun = system.getProcessCpuTime();
        int ended = 0;
        for (int i = 0; i < all.size(); i++) {
            all.get(i).begin(i % 20);
            while (ended <= i && (all.get(ended).ended != 0 || i - ended >= 64)) {
                if (all.get(ended).ended != 0) {
                    ended++;
                } else {
                    LockSupport.parkNanos(50_000);
                }
            }
        }
        Stage.eventually(() -> scans.underWay() == 0);
        System.out.printf("64 under way, 64 bytes each: %.1f us of processor a request%n", (system.getProcessCpuTime() - begun) / 1e3 / all.size());
    }

    /** How many small ones a second are done when always 64 are under way, on this machine as busy as it is. */
    private double capacity(int count) {
        List<Once> all = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            all.add(new Once('W', 1000));
        }
        long begun = System.nanoTime();
        for (int i = 0; i < count; i++) {
            all.get(i).begin(i % 20);
            while (i >= 64 && all.get(i - 64).ended == 0) {
                LockSupport.parkNanos(50_000);
            }
        }
        Stage.eventually(() -> scans.underWay() == 0);
        return count * 1e9 / (System.nanoTime() - begun);
    }

    /** The small ones of twenty agents at 30 % of capacity, come as they please. */
    private long smallOnes(int count, double capacity, Random random) {
        List<Once> all = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            all.add(new Once('W', 1000));
        }
        double mean = 1e9 / (0.3 * capacity);
        long next = System.nanoTime();
        for (int i = 0; i < count; i++) {
            next += (long) (-Math.log(1 - random.nextDouble()) * mean);
            while (System.nanoTime() < next) {
                LockSupport.parkNanos(next - System.nanoTime());
            }
            all.get(i).begin(i % 20);
        }
        for (Once once : all) {
            while (once.ended == 0) {
                LockSupport.parkNanos(100_000);
            }
        }
        return percentile(all.stream().mapToLong(once -> once.ended - once.begun).toArray(), 0.99);
    }

    @Test
    void thirtyTwoOpenBombsOfOneVmAtMostDoubleTheP99OfTheOthers() {
        Random random = new Random(1);
        capacity(2000);
        double[] ratios = new double[5];
        for (int round = 0; round < ratios.length; round++) {
            double capacity = capacity(2000);
            long alone = smallOnes(2000, capacity, random);
            List<Once> bombs = new ArrayList<>();
            for (int i = 0; i < 32; i++) {
                Once bomb = new Once(WorkingEngine.HEAVY, 100);
                bombs.add(bomb);
                bomb.begin(1000);
                LockSupport.parkNanos(1_000_000);
            }
            long beside = smallOnes(2000, capacity, random);
            Scans.Figures figures = scans.figures();
            assertTrue(figures.heavyOpen() > 0, figures::toString);
            bombs.forEach(bomb -> bomb.request.ifPresent(ScanRequest::cancel));
            Stage.eventually(() -> scans.figures().busyWorkers() == 0);
            double ratio = (double) beside / alone;
            System.out.printf("30 %% of %.0f a second: p99 alone %.0f us, beside 32 bombs %.0f us: ratio %.2f (heavy open %d, queued %d)%n", capacity, alone / 1e3,
                    beside / 1e3, ratio, figures.heavyOpen(), figures.heavyQueued());
            ratios[round] = ratio;
        }
        Arrays.sort(ratios);
        assertTrue(ratios[ratios.length / 2] <= 2, "ratios " + Arrays.toString(ratios));
    }
}
