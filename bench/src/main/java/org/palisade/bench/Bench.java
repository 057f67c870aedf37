package org.palisade.bench;

import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;
import org.openjdk.jmh.util.Statistics;
import org.palisade.bench.scan.ScanBench;

/** Runs every benchmark and prints one table: what, how fast, the peer, the ratio. About a minute and a half. */
public final class Bench {

    private static final double MEGABYTE = 1e6;

    private Bench() {
    }

    /** Without arguments: what can be measured in one process. {@code scan …}: the Protection Server beside clamd. */
    public static void main(String[] args) throws RunnerException, IOException, InterruptedException {
        if (args.length > 0 && args[0].equals("scan")) {
            ScanBench.main(Arrays.copyOfRange(args, 1, args.length));
            return;
        }
        if (args.length > 0) {
            System.err.println("usage: ./palisade bench, or ./palisade bench scan [--help]");
            System.exit(args[0].equals("--help") ? 0 : 2);
        }
        System.out.println("Measuring for about a minute and a half; the best of five iterations counts.");
        Map<String, Double> score = new HashMap<>();
        for (RunResult result : new Runner(new OptionsBuilder().include("org.palisade.bench.*").forks(1).warmupIterations(3).warmupTime(TimeValue.seconds(2))
                .measurementIterations(5).measurementTime(TimeValue.seconds(2)).verbosity(VerboseMode.SILENT).jvmArgs("-Xmx1g").build()).run()) {
            // The best iteration: what other work on this machine takes away is not ours.
            Statistics all = result.getPrimaryResult().getStatistics();
            score.put(result.getPrimaryResult().getLabel(), result.getParams().getMode() == Mode.Throughput ? all.getMax() : all.getMin());
        }
        double size = Corpus.programs().length / MEGABYTE;
        double matching = rate(size, score.get("matching"));
        double digest = rate(size, score.get("sha256"));
        double fragments = rate(size, score.get("codecAndDigest"));
        Optional<Double> clamscan = Clamscan.millis();

        System.out.printf("%n%-58s %14s   %-34s %8s%n", "what", "Palisade", "peer in the same run", "ratio");
        row("look-ups, batches of 128: decode, SharedCache, encode", String.format(Locale.ROOT, "%,.0f /s", score.get("knownDigests")), "none here", "");
        row("fragments: decode, SHA-256, engine without signatures", megabytes(fragments), "SHA-256 alone " + megabytes(digest), ratio(fragments / digest));
        row("50 000 body signatures, streaming, one thread", megabytes(matching),
                clamscan.map(millis -> "clamscan " + megabytes(rate(size, millis))).orElse("clamscan is not installed"),
                clamscan.map(millis -> ratio(matching / rate(size, millis))).orElse(""));
        System.out.println("\nclamscan's figure is its whole engine (it also types and hashes the file), less its start and load; ours is the matcher alone.");
    }

    private static double rate(double megabytes, double millis) {
        return megabytes / (millis / 1000);
    }

    private static String megabytes(double rate) {
        return String.format(Locale.ROOT, "%,.0f MB/s", rate);
    }

    private static String ratio(double value) {
        return String.format(Locale.ROOT, "%.2f", value);
    }

    private static void row(String what, String own, String peer, String ratio) {
        System.out.printf("%-58s %14s   %-34s %8s%n", what, own, peer, ratio);
    }
}
