package org.palisade.bench.agents;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.palisade.bench.identity.Authority;
import org.palisade.bench.process.Child;
import org.palisade.protocol.signed.PeerKind;

/** Starts a server and agents as child processes and reads from {@code /proc} what the server costs. */
public final class Agents implements AutoCloseable {

    private static final UUID TENANT = new UUID(0, 1);
    /** Clock ticks a second in {@code /proc}, which Linux has fixed. */
    private static final double TICKS = 100;

    private final Path folder;
    private final Child server;
    private final int port;
    private final int entries;

    /**
     * Starts a server.
     *
     * @param folder  an empty one for identities
     * @param entries contents it knows
     * @param heap    its {@code -Xmx}
     */
    public Agents(Path folder, int entries, String heap) throws IOException {
        this.folder = folder;
        this.entries = entries;
        Files.createDirectories(folder.resolve("signatures"));
        Authority authority = new Authority(Clock.systemUTC());
        authority.identity(PeerKind.SVM, TENANT).store(folder.resolve("svm"));
        authority.identity(PeerKind.AGENT, TENANT).store(folder.resolve("agent"));
        server = new Child(ServerProcess.class, List.of("-Xmx" + heap, "-Xss512k", "-XX:+UseSerialGC"), List.of(folder.toString(), Integer.toString(entries)));
        port = Integer.parseInt(server.line());
    }

    /**
     * What idle connections cost.
     *
     * @param connections connections open and idle
     * @param before      resident memory of the server before, KiB
     * @param rss         resident memory of the server with them, KiB
     * @param live        heap of the server after a collection with them, KiB
     * @param seconds     time it took to open them all
     */
    public record Idle(int connections, long before, long rss, long live, double seconds) {
    }

    /** Opens connections, leaves them alone for so many seconds and looks. */
    public Idle idle(int connections, int rest) throws IOException, InterruptedException {
        long before = status("VmRSS");
        long start = System.nanoTime();
        try (Child agents = new Child(AgentProcess.class, List.of("-Xmx1200m", "-XX:+UseSerialGC"),
                List.of(folder.toString(), Integer.toString(port), "idle", Integer.toString(connections)))) {
            String opened = agents.line();
            double seconds = (System.nanoTime() - start) / 1e9;
            if (!opened.equals(connections + " 0")) {
                throw new IOException("not all connections could be opened: " + opened);
            }
            TimeUnit.SECONDS.sleep(rest);
            int left = Integer.parseInt(agents.ask(""));
            long rss = status("VmRSS");
            long live = Long.parseLong(server.ask("gc"));
            return new Idle(left, before, rss, live, seconds);
        }
    }

    /**
     * What look-ups cost.
     *
     * @param perCpuSecond subjects looked up in a second of the server's processor time
     * @param perSecond    subjects looked up in a second
     * @param medianMicros time of the last questions from asking to the answer, of meaning with one connection and one question at once
     */
    public record Lookups(double perCpuSecond, double perSecond, long medianMicros) {
    }

    /**
     * Asks for so many seconds, after as many to warm up.
     *
     * @param pipelined batches of 128 at once on each connection; 0 for one subject after the other
     */
    public Lookups lookups(int connections, int pipelined, int seconds) throws IOException, InterruptedException {
        try (Child agents = new Child(AgentProcess.class, List.of("-Xmx512m", "-XX:+UseSerialGC"), List.of(folder.toString(), Integer.toString(port), "lookups",
                Integer.toString(connections), Integer.toString(entries), Integer.toString(seconds), Integer.toString(pipelined)))) {
            agents.line();
            double before = cpuSeconds();
            String[] result = agents.line().split(" ");
            double cpu = cpuSeconds() - before;
            return new Lookups(Long.parseLong(result[0]) / cpu, Long.parseLong(result[0]) / (Long.parseLong(result[1]) / 1e6), Long.parseLong(result[2]));
        }
    }

    private double cpuSeconds() throws IOException {
        String stat = Files.readString(Path.of("/proc/" + server.pid() + "/stat"));
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) / TICKS;
    }

    private long status(String key) throws IOException {
        return Files.readAllLines(Path.of("/proc/" + server.pid() + "/status")).stream().filter(line -> line.startsWith(key + ":"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", ""))).findFirst().orElseThrow();
    }

    /** The server's own figures. */
    public String figures() throws IOException {
        return server.ask("figures");
    }

    @Override
    public void close() {
        server.close();
    }

    /** Arguments: {@code idle} connections, or {@code lookups} connections pipelined entries seconds. */
    public static void main(String[] args) throws IOException, InterruptedException {
        boolean idle = args[0].equals("idle");
        try (Agents agents = new Agents(Files.createTempDirectory("palisade-agents"), idle ? 0 : Integer.parseInt(args[3]), "1g")) {
            System.out.println(idle ? agents.idle(Integer.parseInt(args[1]), 5)
                    : agents.lookups(Integer.parseInt(args[1]), Integer.parseInt(args[2]), Integer.parseInt(args[4])));
            System.out.println(agents.figures());
        }
    }
}
