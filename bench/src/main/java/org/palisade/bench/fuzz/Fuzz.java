package org.palisade.bench.fuzz;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.palisade.protocol.signed.EnrolmentToken;
import org.palisade.protocol.signed.PeerKind;
import org.palisade.protocol.signed.PeerName;
import org.palisade.scanserver.connection.InboxTarget;

/**
 * Runs targets one after the other, each in a process of its own with Jazzer, from the golden files and what earlier runs found interesting ({@code
 * bench/target/fuzz}). Ends with 1 at the first input that a decoder cannot take; Jazzer says which and writes it down.
 */
public final class Fuzz {

    private static final long RUNS = 10_000_000;
    private static final int LONGEST = 4096;
    private static final UUID ID = new UUID(1, 2);

    private Fuzz() {
    }

    private static Map<String, Class<?>> targets() {
        Map<String, Class<?>> targets = new LinkedHashMap<>();
        targets.put("codec", CodecTarget.class);
        targets.put("frames", FramesTarget.class);
        targets.put("inbox", InboxTarget.class);
        targets.put("token", TokenTarget.class);
        targets.put("name", NameTarget.class);
        return targets;
    }

    /** Arguments: {@code --runs N} or {@code --seconds N}, then targets; all of them if none is named. To be called in the root of the checkout. */
    public static void main(String[] args) throws IOException, InterruptedException {
        String limit = "-runs=" + RUNS;
        List<String> wanted = new ArrayList<>();
        for (int i = 0; i < args.length; i++) {
            if ((args[i].equals("--runs") || args[i].equals("--seconds")) && i + 1 < args.length && args[i + 1].matches("[0-9]{1,12}")) {
                limit = (args[i].equals("--runs") ? "-runs=" : "-max_total_time=") + args[++i];
            } else if (targets().containsKey(args[i])) {
                wanted.add(args[i]);
            } else {
                System.err.println("usage: fuzz [--runs N | --seconds N] [" + String.join("|", targets().keySet()) + "]...");
                System.exit(2);
            }
        }
        for (String name : wanted.isEmpty() ? targets().keySet() : wanted) {
            int exit = run(name, limit);
            System.out.println(name + ": " + (exit == 0 ? "nothing found" : "FAILED"));
            if (exit != 0) {
                System.exit(1);
            }
        }
    }

    private static int run(String name, String limit) throws IOException, InterruptedException {
        Path folder = Files.createDirectories(Path.of("bench/target/fuzz").resolve(name).toAbsolutePath());
        Path corpus = Files.createDirectories(folder.resolve("corpus"));
        Path seeds = Files.createDirectories(folder.resolve("seeds"));
        seed(name, seeds);
        return new ProcessBuilder(ProcessHandle.current().info().command().orElse("java"), "-Xmx1g", "-cp", System.getProperty("java.class.path"),
                "com.code_intelligence.jazzer.Jazzer", "--target_class=" + targets().get(name).getName(),
                "--instrumentation_includes=org.palisade.protocol.**:org.palisade.scanserver.**", "--reproducer_path=" + folder,
                "-artifact_prefix=" + folder + "/", "-seed=1", "-max_len=" + LONGEST, "-rss_limit_mb=3000", "-timeout=20", "-print_final_stats=1", limit,
                corpus.toString(), seeds.toString()).inheritIO().start().waitFor();
    }

    private static void seed(String name, Path seeds) throws IOException {
        if (name.equals("token")) {
            write(seeds, "token", new EnrolmentToken(PeerKind.AGENT, ID, "A".repeat(43), "B".repeat(42) + "A").text());
        } else if (name.equals("name")) {
            write(seeds, "name", new PeerName(PeerKind.SVM, ID, ID).uri());
        } else {
            try (Stream<Path> golden = Files.walk(Path.of("protocol/src/test/resources/golden"))) {
                for (Path file : golden.filter(Files::isRegularFile).sorted().toList()) {
                    byte[] frame = HexFormat.of().parseHex(Files.readAllLines(file).stream().map(line -> line.replaceAll("#.*|\\s", "")).collect(Collectors.joining()));
                    int from = name.equals("codec") ? Integer.BYTES : 0;
                    int pieces = name.equals("inbox") ? 1 : 0;
                    byte[] input = new byte[pieces + frame.length - from];
                    System.arraycopy(frame, from, input, pieces, frame.length - from);
                    Files.write(seeds.resolve(file.getFileName()), input);
                }
            }
        }
    }

    private static void write(Path seeds, String name, String text) throws IOException {
        Files.write(seeds.resolve(name), text.getBytes(StandardCharsets.UTF_8));
    }
}
