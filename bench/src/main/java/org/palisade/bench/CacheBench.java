package org.palisade.bench;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.stream.Stream;
import org.palisade.protocol.scan.Digest;
import org.palisade.protocol.scan.Message.Subject;
import org.palisade.protocol.scan.Verdict;
import org.palisade.scanserver.cache.CacheConfig;
import org.palisade.scanserver.cache.Judging;
import org.palisade.scanserver.cache.SharedCache;

/**
 * The SharedCache with many entries, in a JVM of its own: memory added, look-ups in batches of 128 that are answered from wire to wire (no TLS), time to load. CPU
 * seconds, because they say the same on a machine that has other work.
 */
public final class CacheBench {

    /** Entries the goals are set for. */
    public static final int ENTRIES = 10_000_000;

    private static final int BATCH = 128;
    private static final int SUBJECT = Digest.BYTES + Long.BYTES;
    private static final int WARM_BATCHES = 20_000;
    private static final int BATCHES = 40_000;
    private static final int ROOM = 64 * 1024;
    private static final double NANOS = 1e9;
    private static final UUID TENANT = new UUID(0, 1);
    private static final Judging JUDGING = new Judging("set", "bench", 0);
    private static final Clock CLOCK = Clock.fixed(Instant.EPOCH, ZoneOffset.UTC);

    /**
     * What was measured.
     *
     * @param rssAddedMiB          resident memory the entries added, MiB
     * @param putsPerCpuSecond     entries put and written to the journal, by CPU seconds of the whole process
     * @param longestPutMicros     longest put, its thread's CPU time, so growth included and other processes not, microseconds
     * @param lookupsPerCpuSecond  look-ups answered, 90 % of them hits, at random, one thread
     * @param diskBytesAnEntry     bytes of the files an entry
     * @param loadSeconds          time to read all entries at start
     * @param loadCpuSeconds       CPU time of the process for that
     */
    public record Figures(double rssAddedMiB, double putsPerCpuSecond, double longestPutMicros, double lookupsPerCpuSecond, double diskBytesAnEntry,
                          double loadSeconds, double loadCpuSeconds) {
    }

    private CacheBench() {
    }

    /** Measures in two child JVMs, one that fills and asks and one that loads. Needs 2 GB of memory and 1 GB of disk for 10 million entries. */
    public static Figures measure(int entries) throws IOException, InterruptedException {
        Path home = Files.createTempDirectory("palisade-cache-bench");
        try {
            Map<String, Double> figures = child("fill", entries, home);
            figures.putAll(child("load", entries, home));
            return new Figures(figures.get("rssAddedMiB"), figures.get("putsPerCpuSecond"), figures.get("longestPutMicros"), figures.get("lookupsPerCpuSecond"),
                    figures.get("diskBytesAnEntry"), figures.get("loadSeconds"), figures.get("loadCpuSeconds"));
        } finally {
            try (Stream<Path> files = Files.walk(home)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }

    /** Without arguments: measures and prints. With {@code fill|load entries home}: the child. */
    public static void main(String[] args) throws IOException, InterruptedException {
        if (args.length == 0 || args.length == 1) {
            System.out.println(measure(args.length == 0 ? ENTRIES : Integer.parseInt(args[0])));
        } else if (args[0].equals("fill")) {
            fill(Integer.parseInt(args[1]), Path.of(args[2]));
        } else {
            load(Integer.parseInt(args[1]), Path.of(args[2]));
        }
    }

    private static Map<String, Double> child(String what, int entries, Path home) throws IOException, InterruptedException {
        Process child = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx256m", "-XX:+UseSerialGC", "-XX:MaxDirectMemorySize=4g", "-cp",
                System.getProperty("java.class.path"), CacheBench.class.getName(), what, Integer.toString(entries), home.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT).start();
        List<String> lines = new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8).lines().toList();
        if (child.waitFor() != 0) {
            throw new IOException("the child that was to " + what + " ended with " + child.exitValue());
        }
        Map<String, Double> figures = new HashMap<>();
        for (String line : lines) {
            figures.put(line.substring(0, line.indexOf(' ')), Double.parseDouble(line.substring(line.indexOf(' ') + 1)));
        }
        return figures;
    }

    private static void fill(int entries, Path home) throws IOException {
        Verdict clean = Verdict.clean("signatures", "set");
        try (SharedCache cache = SharedCache.open(new CacheConfig(entries), home, JUDGING, CLOCK)) {
            System.gc();
            double before = rss();
            double cpu = cpu();
            long longest = 0;
            for (int i = 0; i < entries; i++) {
                Subject subject = new Subject(digest(i), i);
                long start = i >= entries / 10 ? ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() : 0;
                cache.put(TENANT, subject, true, clean);
                longest = start == 0 ? 0 : Math.max(longest, ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - start);
            }
            print("putsPerCpuSecond", entries / (cpu() - cpu));
            print("longestPutMicros", longest / 1000.0);
            System.gc();
            print("rssAddedMiB", rss() - before);
            ask(cache, entries, WARM_BATCHES);
            long start = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
            long hitsBefore = cache.figures().hits();
            ask(cache, entries, BATCHES);
            double asking = (ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - start) / NANOS;
            start = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
            ByteBuffer subjects = ByteBuffer.allocateDirect(BATCH * SUBJECT);
            SplittableRandom random = new SplittableRandom(5);
            for (int i = 0; i < BATCHES; i++) {
                batch(random, entries, subjects);
            }
            double making = (ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - start) / NANOS;
            double hits = (cache.figures().hits() - hitsBefore) / (double) (BATCHES * BATCH);
            if (hits < 0.89 || hits > 0.91) {
                throw new IllegalStateException("hits are " + hits + " of all, not nine in ten");
            }
            print("lookupsPerCpuSecond", BATCHES * BATCH / (asking - making));
        }
        try (Stream<Path> files = Files.walk(home)) {
            print("diskBytesAnEntry", files.mapToLong(file -> file.toFile().isFile() ? file.toFile().length() : 0).sum() / (double) entries);
        }
    }

    private static void load(int entries, Path home) throws IOException {
        long start = System.nanoTime();
        double cpu = cpu();
        try (SharedCache cache = SharedCache.open(new CacheConfig(entries), home, JUDGING, CLOCK)) {
            print("loadSeconds", (System.nanoTime() - start) / NANOS);
            print("loadCpuSeconds", cpu() - cpu);
            if (cache.size() != entries) {
                throw new IllegalStateException("loaded " + cache.size());
            }
        }
    }

    private static void ask(SharedCache cache, int entries, int batches) {
        ByteBuffer subjects = ByteBuffer.allocateDirect(BATCH * SUBJECT);
        ByteBuffer out = ByteBuffer.allocateDirect(ROOM);
        SplittableRandom random = new SplittableRandom(5);
        for (int i = 0; i < batches; i++) {
            batch(random, entries, subjects);
            out.clear();
            if (cache.answer(TENANT, true, subjects, BATCH, out) != BATCH) {
                throw new IllegalStateException("not all were answered");
            }
        }
    }

    /** Nine in ten are there. */
    private static void batch(SplittableRandom random, int entries, ByteBuffer subjects) {
        subjects.clear();
        for (int i = 0; i < BATCH; i++) {
            int number = random.nextInt(entries) + (random.nextInt(10) == 0 ? entries : 0);
            Digest digest = digest(number);
            subjects.putLong(digest.a()).putLong(digest.b()).putLong(digest.c()).putLong(digest.d()).putLong(number);
        }
        subjects.flip();
    }

    /** As even as a SHA-256, and quicker. */
    private static Digest digest(int number) {
        SplittableRandom random = new SplittableRandom(number);
        return new Digest(random.nextLong(), random.nextLong(), random.nextLong(), random.nextLong());
    }

    private static double rss() throws IOException {
        String line = Files.readAllLines(Path.of("/proc/self/status")).stream().filter(each -> each.startsWith("VmRSS:")).findFirst().orElseThrow();
        return Long.parseLong(line.replaceAll("\\D", "")) / 1024.0;
    }

    private static double cpu() {
        return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getProcessCpuTime() / NANOS;
    }

    private static void print(String name, double value) {
        System.out.println(name + " " + String.format(Locale.ROOT, "%.3f", value));
    }
}
