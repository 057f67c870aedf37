package org.palisade.bench.scan;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.palisade.bench.identity.Authority;
import org.palisade.networkagent.Identity;
import org.palisade.protocol.signed.PeerKind;

/** The whole measurement, part by part. */
public final class ScanBench implements AutoCloseable {

    private static final Set<String> PARTS = Set.of("large", "small", "cached", "lookups", "latency", "slow", "reload", "bombs");
    private static final String HELP = """
            usage: ./palisade bench scan [--json] [--only PART[,PART…]]
              Measures the Protection Server beside clamd: about 20 minutes on two cores. Needs clamd (Debian: clamav-daemon).
              --json        print the figures as JSON instead of a table
              --only PART   large small cached lookups latency slow reload bombs
            """;
    private static final double WARM = 20;
    private static final double ENOUGH = 10;
    private static final int ENTRIES = 10_000_000;
    private static final int LOOKUP_ROUNDS = 60;
    private static final int RUNS = 3;
    /** A p99 varies more than all else. */
    private static final int BOMB_RUNS = 5;
    private static final double MIB = 1 << 20;

    private final Path folder = Files.createTempDirectory("palisade-bench");
    private final Servers servers;
    private final Figures figures = new Figures();
    private final UUID tenant = new UUID(0, 1);
    private final Authority authority = new Authority(Clock.systemUTC());
    private final Identity svm = authority.identity(PeerKind.SVM, tenant);
    private final Identity agent = authority.identity(PeerKind.AGENT, tenant);
    private final List<Path> large = Corpora.large();
    private final List<Path> small = Corpora.small();

    private ScanBench() throws IOException {
        servers = new Servers(folder, Path.of(System.getProperty("palisade.scanserver")), Path.of(System.getProperty("palisade.scanserver.options")));
    }

    /** Runs it; exit code 0 all measured, 1 it could not be measured, 2 called wrongly. */
    public static void main(String[] args) throws IOException, InterruptedException {
        Logger.getLogger("org.palisade").setLevel(Level.WARNING);
        boolean json = false;
        Set<String> parts = new TreeSet<>(PARTS);
        for (int i = 0; i < args.length; i++) {
            if (args[i].equals("--json")) {
                json = true;
            } else if (args[i].equals("--only") && i + 1 < args.length && PARTS.containsAll(List.of(args[i + 1].split(",")))) {
                parts.retainAll(List.of(args[++i].split(",")));
            } else {
                System.err.print(HELP);
                System.exit(args[i].equals("--help") ? 0 : 2);
            }
        }
        if (!Servers.clamdInstalled()) {
            System.err.println("bench scan: clamd is not installed; on Debian: apt-get install clamav-daemon");
            System.exit(1);
        }
        try (ScanBench bench = new ScanBench()) {
            bench.run(parts);
            System.out.println(json ? bench.figures.json() : bench.figures.table());
        } catch (IOException e) {
            System.err.println("bench scan: " + e.getMessage());
            System.exit(1);
        }
    }

    private void run(Set<String> parts) throws IOException, InterruptedException {
        byte[] sample = Corpora.sample(large, small);
        if (parts.contains("large") || parts.contains("small") || parts.contains("cached")) {
            against(sample, false, parts);
        }
        if (!Set.of("cached", "lookups").containsAll(parts)) {
            against(sample, true, parts);
        }
        if (parts.contains("lookups")) {
            lookups();
        }
    }

    /** Both daemons with one database: parity first, then everything that is compared or measured with it. */
    private void against(byte[] sample, boolean logical, Set<String> parts) throws IOException, InterruptedException {
        Path database = folder.resolve(logical ? "database-logical" : "database");
        Database generated = new Database(sample);
        say("%d signatures in the database", generated.write(database, logical));
        try (Servers.Running palisade = servers.scanserver(database, svm, servers.home("scanserver"), Map.of())) {
            try (Servers.Running clamd = servers.clamd(database, false)) {
                List<String> differences = PlantedParity.differences(generated.planted(), palisade, clamd);
                if (!differences.isEmpty()) {
                    throw new IOException(differences.size() + " of " + generated.planted().size() + " planted signatures are not found alike:\n"
                            + String.join("\n", differences.subList(0, Math.min(10, differences.size()))));
                }
                say("parity: %d planted signatures found alike by both", generated.planted().size());
                if (parts.contains("large")) {
                    figures.atLeast(logical ? "uncachedLargeLogicalRatio" : "uncachedLargeRatio",
                            "large files, uncached, hashes + 50,000 bodies" + (logical ? " + 10,000 logical" : "") + ", CPU: clamd / Palisade",
                            uncached(contents(large), palisade, clamd), logical ? 8 : 4);
                }
                if (parts.contains("small")) {
                    figures.atLeast(logical ? "uncachedSmallLogicalRatio" : "uncachedSmallRatio",
                            "small files, uncached, hashes + 50,000 bodies" + (logical ? " + 10,000 logical" : "") + ", CPU: clamd / Palisade",
                            uncached(contents(small), palisade, clamd), logical ? 15 : 4);
                }
            }
            if (logical) {
                alone(palisade, database, parts);
            } else if (parts.contains("cached")) {
                // Not with the logical signatures: clamd makes room for all of them before it asks its cache.
                try (Servers.Running clamd = servers.clamd(database, true)) {
                    figures.atLeast("cachedContentRatio", "small files known to both, through the door, hashes + 50,000 bodies, CPU: clamd / Palisade",
                            cached(contents(small), palisade, clamd), 5);
                }
            }
        }
    }

    private void alone(Servers.Running palisade, Path database, Set<String> parts) throws IOException, InterruptedException {
        figures.plain("rssMiB", "resident memory of the Protection Server with that database, MiB", palisade.daemon().resident() / MIB);
        if (parts.contains("latency")) {
            Latency latency = new Latency();
            figures.atMost("cachedP50Micros", "look-up of a known content, p50, µs", latency.cached(agent, palisade.agents()), 100);
            figures.atMost("uncached10kP50Micros", "scan of 10 KB nobody has seen, p50, µs", latency.uncached(agent, palisade.agents()), 500);
        }
        if (parts.contains("slow")) {
            figures.atMost("slowSendersPingP99Micros", "PING through the door among 200 slow senders, p99, µs",
                    new Latency().pingAmongSlow(palisade.port()), 5000);
        }
        if (parts.contains("bombs")) {
            List<Identity> others = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                others.add(authority.identity(PeerKind.AGENT, tenant));
            }
            Path bomber = folder.resolve("bomber");
            agent.store(bomber);
            figures.atMost("bombP99Ratio", "p99 of the others with 32 bombs open / without", new Bombs(others, bomber, palisade.agents()).ratio(BOMB_RUNS), 2);
        }
        if (parts.contains("reload")) {
            double[] gaps = new double[RUNS];
            for (int i = 0; i < RUNS; i++) {
                gaps[i] = ReloadGap.millis(agent, palisade.agents(), database, i + 1);
                say("reload: longest gap %.1f ms", gaps[i]);
            }
            figures.atMost("reloadMaxGapMillis", "longest gap between answers while signatures load, median of 3, ms", Quantile.median(gaps), 50);
        }
    }

    private double uncached(List<byte[]> contents, Servers.Running palisade, Servers.Running clamd) throws IOException, InterruptedException {
        Throughput throughput = new Throughput(contents);
        BitSet scored = throughput.clean(palisade);
        scored.and(throughput.clean(clamd));
        say("%d of %d contents (%.0f MB) scanned whole by both", scored.cardinality(), contents.size(), throughput.bytes(scored) / 1e6);
        warm(throughput, palisade, scored, true);
        return perPass(throughput, clamd, scored, true) / perPass(throughput, palisade, scored, true);
    }

    /** A server that is asked is not one that has just begun: it works for twenty CPU seconds before it is measured, compilation included. */
    private static void warm(Throughput throughput, Servers.Running palisade, BitSet scored, boolean fresh) throws IOException, InterruptedException {
        double seconds = 0;
        while (seconds < WARM) {
            seconds += throughput.cpu(palisade, scored, fresh);
        }
    }

    /** CPU seconds of one pass, the mean of as many as take ten seconds together, one at least. */
    private double perPass(Throughput throughput, Servers.Running server, BitSet scored, boolean fresh) throws IOException, InterruptedException {
        double seconds = 0;
        int passes = 0;
        while (seconds < ENOUGH) {
            seconds += throughput.cpu(server, scored, fresh);
            passes++;
        }
        double pass = seconds / passes;
        say("%s: %.0f files, %.1f MB a CPU second", server.daemon().name(), scored.cardinality() / pass, throughput.bytes(scored) / 1e6 / pass);
        return pass;
    }

    private double cached(List<byte[]> contents, Servers.Running palisade, Servers.Running clamd) throws IOException, InterruptedException {
        Throughput throughput = new Throughput(contents);
        BitSet scored = throughput.all();
        for (int i = 0; i < 2; i++) {
            BitSet clean = throughput.clean(palisade);
            clean.and(throughput.clean(clamd));
            scored.and(clean);
        }
        warm(throughput, palisade, scored, false);
        throughput.cpu(clamd, scored, false);
        return perPass(throughput, clamd, scored, false) / perPass(throughput, palisade, scored, false);
    }

    private void lookups() throws IOException, InterruptedException {
        Path none = Files.createDirectory(folder.resolve("no-database"));
        Path home = servers.home("lookups");
        Map<String, String> settings = Map.of("cache.entries", Integer.toString(ENTRIES + ENTRIES / 10));
        String signatureSet;
        double before;
        try (Servers.Running empty = servers.scanserver(none, svm, home, settings); AgentClient client = new AgentClient(agent, empty.agents())) {
            signatureSet = client.signatureSet();
            before = empty.daemon().resident();
        }
        CacheFill.fill(home, tenant, signatureSet, ENTRIES);
        try (Servers.Running full = servers.scanserver(none, svm, home, settings)) {
            figures.atMost("cache10MMiB", "resident memory added by 10 million verdicts, MiB", (full.daemon().resident() - before) / MIB, 1.2 * 1024);
            figures.atLeast("lookupsPerCpuSecond", "look-ups over TLS, batches of 128, 10 million entries, 90 % known, a CPU second of the server",
                    Lookups.perCpuSecond(agent, full, ENTRIES, LOOKUP_ROUNDS), 300_000);
        }
    }

    private static List<byte[]> contents(List<Path> files) throws IOException {
        List<byte[]> contents = new ArrayList<>();
        for (Path file : files) {
            contents.add(Files.readAllBytes(file));
        }
        return contents;
    }

    private static void say(String format, Object... values) {
        System.err.printf(format + "%n", values);
    }

    @Override
    public void close() throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
