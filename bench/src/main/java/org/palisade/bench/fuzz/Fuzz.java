package org.palisade.bench.fuzz;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Runs targets, each in a process of its own with Jazzer, from {@link Seeds} and what earlier runs found interesting, and prints a line for each. All its files are in
 * {@code bench/target/fuzz}. Ends with 1 if a decoder could not take an input; the log and the input are named.
 */
public final class Fuzz {

    private static final long RUNS = 10_000_000;
    private static final int MOST_JOBS = 64;
    private static final int LINES_SHOWN = 40;
    private static final Pattern EXECUTED = Pattern.compile("stat::number_of_executed_units:\\s*(\\d+)");

    private final String limit;

    private Fuzz(String limit) {
        this.limit = limit;
    }

    /** Arguments: {@code --runs N} or {@code --seconds N}, {@code --jobs N}, then targets; all of them if none is named. To be called in the root of the checkout. */
    public static void main(String[] args) throws IOException, InterruptedException {
        String limit = "-runs=" + RUNS;
        int jobs = 1;
        List<Target> wanted = new ArrayList<>();
        for (int i = 0; i < args.length; i++) {
            boolean number = i + 1 < args.length && args[i + 1].matches("[1-9][0-9]{0,11}");
            if (number && (args[i].equals("--runs") || args[i].equals("--seconds"))) {
                limit = (args[i].equals("--runs") ? "-runs=" : "-max_total_time=") + args[++i];
            } else if (number && args[i].equals("--jobs")) {
                jobs = (int) Math.min(MOST_JOBS, Long.parseLong(args[++i]));
            } else {
                Target.of(args[i]).ifPresentOrElse(wanted::add, Fuzz::usage);
            }
        }
        System.exit(new Fuzz(limit).run(wanted.isEmpty() ? List.of(Target.values()) : wanted, jobs) ? 0 : 1);
    }

    private static void usage() {
        System.err.println("usage: fuzz [--runs N | --seconds N] [--jobs N] [" + Arrays.stream(Target.values()).map(Target::word).collect(Collectors.joining("|")) + "]...");
        System.exit(2);
    }

    private boolean run(List<Target> targets, int jobs) throws InterruptedException {
        ExecutorService threads = Executors.newFixedThreadPool(jobs);
        List<Future<Boolean>> results = targets.stream().map(target -> threads.submit(() -> run(target))).toList();
        threads.shutdown();
        boolean good = true;
        for (int i = 0; i < results.size(); i++) {
            try {
                good &= results.get(i).get();
            } catch (ExecutionException e) {
                System.err.println(targets.get(i).word() + ": could not be run: " + e.getCause());
                good = false;
            }
        }
        return good;
    }

    private boolean run(Target target) throws IOException, InterruptedException {
        Path folder = Files.createDirectories(Path.of("bench/target/fuzz").resolve(target.word()).toAbsolutePath());
        Path corpus = Files.createDirectories(folder.resolve("corpus"));
        Path seeds = Files.createDirectories(folder.resolve("seeds"));
        for (Map.Entry<String, byte[]> seed : new Seeds(Path.of("")).of(target).entrySet()) {
            Files.write(seeds.resolve(seed.getKey()), seed.getValue());
        }
        // A million inputs that are refused would be a million lines.
        Path quiet = Files.writeString(folder.resolve("logging.properties"), ".level=OFF\n");
        Path log = folder.resolve("log");
        long begun = System.nanoTime();
        int exit = new ProcessBuilder(ProcessHandle.current().info().command().orElse("java"), "-Xmx1g", "-XX:+UseSerialGC", "-Djava.util.logging.config.file=" + quiet,
                "-cp", System.getProperty("java.class.path"), "com.code_intelligence.jazzer.Jazzer", "--target_class=" + target.entry().getName(),
                "--instrumentation_includes=org.palisade.protocol.**:org.palisade.scanserver.**", "--reproducer_path=" + folder, "-artifact_prefix=" + folder + "/",
                "-seed=1", "-max_len=" + target.longest(), "-rss_limit_mb=3000", "-timeout=120", "-print_final_stats=1", limit, corpus.toString(), seeds.toString())
                .redirectErrorStream(true).redirectOutput(log.toFile()).start().waitFor();
        long seconds = (System.nanoTime() - begun) / 1_000_000_000;
        List<String> said = Files.readAllLines(log, StandardCharsets.ISO_8859_1);
        String inputs = said.stream().map(EXECUTED::matcher).filter(Matcher::find).map(found -> found.group(1)).findFirst().orElse("?");
        String line = String.format("%-10s %12s inputs in %4d s: %s", target.word(), inputs, seconds, exit == 0 ? "nothing found" : "FAILED, see " + log);
        synchronized (this) {
            System.out.println(line);
            if (exit != 0) {
                said.stream().skip(Math.max(0, said.size() - LINES_SHOWN)).forEach(text -> System.out.println("    " + text));
            }
        }
        return exit == 0;
    }
}
