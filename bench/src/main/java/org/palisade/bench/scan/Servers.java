package org.palisade.bench.scan;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.palisade.networkagent.Identity;

/** Starts the two daemons that are compared: clamd as Debian ships it, and the Protection Server as its unit starts it. */
final class Servers {

    private static final Path CLAMD = Path.of("/usr/sbin/clamd");

    private final Path folder;
    private final Path jar;
    private final Path options;
    private int number;

    /**
     * A starter.
     *
     * @param folder  where homes and logs are made
     * @param jar     the Protection Server, its libraries beside it
     * @param options the options for the JVM that it is shipped with
     */
    Servers(Path folder, Path jar, Path options) {
        this.folder = folder;
        this.jar = jar;
        this.options = options;
    }

    /** A running daemon and the port its clamd protocol is spoken on. */
    record Running(Daemon daemon, int port, int agents, Path home) implements AutoCloseable {
        @Override
        public void close() {
            daemon.close();
        }
    }

    static boolean clamdInstalled() {
        return Files.isExecutable(CLAMD);
    }

    Running clamd(Path database, boolean cache) throws IOException, InterruptedException {
        Path home = Files.createDirectory(folder.resolve("clamd-" + ++number));
        int port = freePort();
        Path config = Files.write(home.resolve("clamd.conf"), List.of("Foreground yes", "TCPSocket " + port, "TCPAddr 127.0.0.1", "DatabaseDirectory " + database,
                "DisableCache " + (cache ? "no" : "yes"), "MaxThreads 10", "MaxQueue 100", "StreamMaxLength 200M", "MaxFileSize 200M", "MaxScanSize 400M",
                "AlertExceedsMax yes", "AlertEncrypted yes", "ReadTimeout 300", "CommandReadTimeout 300", "IdleTimeout 300", "SelfCheck 0", "TemporaryDirectory " + home));
        Daemon daemon = Daemon.start("clamd", home.resolve("log"), List.of(CLAMD.toString(), "-c", config.toString()));
        daemon.await("answer", () -> StreamClient.answers(port));
        return new Running(daemon, port, 0, home);
    }

    /** A Protection Server in a home that may hold a cache already; {@code more} are settings beside the necessary ones. */
    Running scanserver(Path database, Identity identity, Path home, Map<String, String> more) throws IOException, InterruptedException {
        Files.createDirectories(home);
        identity.store(home.resolve("identity"));
        int door = freePort();
        int agents = freePort();
        Map<String, String> settings = new TreeMap<>(Map.of("server.url", "https://127.0.0.1:1", "signatures.folder", database.toString(), "listen.port",
                Integer.toString(agents), "door.enabled", "yes", "door.port", Integer.toString(door), "metrics.port", Integer.toString(freePort()),
                "door.stream-max", Long.toString(200L << 20), "connections.per-agent", "1000", "log.level", "info"));
        settings.putAll(more);
        List<String> lines = new ArrayList<>();
        settings.forEach((key, value) -> lines.add(key + " = " + value));
        Path config = Files.write(home.resolve("scanserver.properties"), lines);
        Daemon daemon = Daemon.start("scanserver", home.resolve("log"), List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "@" + options, "-jar", jar.toString(), "run", "--config", config.toString()));
        daemon.await("be ready", () -> daemon.output().contains("ready:") && StreamClient.answers(door));
        return new Running(daemon, door, agents, home);
    }

    Path home(String name) throws IOException {
        return Files.createDirectory(folder.resolve(name + "-" + ++number));
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
