package org.palisade.scanserver.cache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.palisade.protocol.scan.Verdict;

/** A process that puts and tells what it has put, killed with kill -9 in the middle of it, again and again on the same files. */
class KillTest {

    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
    private static final int BOUND = 900_000;
    private static final long PAUSE = TimeUnit.MILLISECONDS.toNanos(20);
    private static final int TOGETHER = 200;

    @TempDir
    private Path home;

    /** The child: puts without end and says after each few up to which number it has. */
    public static final class Putter {

        private Putter() {
        }

        /** Home, and the first number. */
        public static void main(String[] args) throws IOException {
            SharedCache cache = TestCaches.open(Path.of(args[0]), BOUND);
            for (long n = Long.parseLong(args[1]);; n++) {
                cache.put(TestCaches.TENANT, TestCaches.subject(n), n % 2 == 0, verdict(n));
                if (n % TOGETHER == 0) {
                    System.out.println(n);
                    // So many that they all stay, round after round.
                    LockSupport.parkNanos(PAUSE);
                }
                if (n % 3_000 == 0) {
                    cache.upkeep().wantCompaction();
                }
            }
        }
    }

    private static Verdict verdict(long n) {
        return n % 7 == 0 ? TestCaches.infected("T" + n % 1000) : TestCaches.CLEAN;
    }

    private void rounds(int rounds) throws IOException, InterruptedException {
        SplittableRandom random = new SplittableRandom(1);
        // First and last number that must be there, a pair a round.
        List<long[]> kept = new ArrayList<>();
        long next = 1;
        for (int round = 0; round < rounds; round++) {
            long first = next;
            TreeMap<Long, Long> acknowledged = run(first, SECOND + random.nextLong(SECOND / 2));
            long killed = System.nanoTime();
            acknowledged.headMap(killed - SECOND, true).values().stream().max(Long::compare).ifPresent(last -> kept.add(new long[] {first, last}));
            next = acknowledged.lastEntry().getValue() + 1_000_000;
            try (SharedCache cache = TestCaches.open(home, BOUND)) {
                // The round just killed, and one before, whole.
                check(cache, kept.get(kept.size() - 1));
                check(cache, kept.get(random.nextInt(kept.size())));
                checkRight(cache, first, acknowledged.lastEntry().getValue() + 10 * TOGETHER);
            }
        }
        assertEquals(rounds, kept.size());
        assertTrue(kept.stream().mapToLong(pair -> pair[1] - pair[0]).sum() > (long) rounds * TOGETHER, "something was put a second before each kill");
    }

    private static void check(SharedCache cache, long[] pair) {
        for (long n = pair[0]; n <= pair[1]; n++) {
            assertEquals(Optional.of(verdict(n).asShared()), cache.find(TestCaches.TENANT, TestCaches.subject(n), n % 2 == 0), "number " + n);
        }
    }

    private static void checkRight(SharedCache cache, long first, long last) {
        for (long n = first; n <= last; n++) {
            long number = n;
            cache.find(TestCaches.TENANT, TestCaches.subject(n), n % 2 == 0).ifPresent(found -> assertEquals(verdict(number).asShared(), found));
        }
    }

    /** What the child acknowledged by the time it was read; it is killed so long after its first word. */
    private TreeMap<Long, Long> run(long first, long nanos) throws IOException, InterruptedException {
        Process child = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx128m", "-XX:TieredStopAtLevel=1", "-cp",
                System.getProperty("java.class.path"), Putter.class.getName(), home.toString(), Long.toString(first))
                .redirectError(ProcessBuilder.Redirect.INHERIT).start();
        TreeMap<Long, Long> acknowledged = new TreeMap<>();
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(child.getInputStream(), StandardCharsets.UTF_8))) {
            long end = Long.MAX_VALUE;
            String line = lines.readLine();
            while (line != null && System.nanoTime() < end) {
                end = end == Long.MAX_VALUE ? System.nanoTime() + nanos : end;
                acknowledged.put(System.nanoTime(), Long.parseLong(line));
                line = lines.readLine();
            }
        } finally {
            // SIGKILL, sent to this child.
            child.destroyForcibly().waitFor();
        }
        assertEquals(128 + 9, child.exitValue());
        return acknowledged;
    }

    @Test
    void whatWasPutASecondBeforeAKillIsThere() throws IOException, InterruptedException {
        rounds(3);
    }

    @Test
    @Tag("long")
    void fiftyKillsLoseNothing() throws IOException, InterruptedException {
        rounds(50);
    }
}
