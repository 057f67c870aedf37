package org.palisade.scanserver.door;

import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/** A clamd of our own with one text signature, on a free port. */
final class RealClamd implements AutoCloseable {

    private final Process process;
    private final int port;

    RealClamd(Path folder, String threat, byte[] content) throws IOException, InterruptedException {
        need("/usr/sbin/clamd", "clamav-daemon");
        Path database = Files.createDirectories(folder.resolve("clamd-db"));
        Files.writeString(database.resolve("test.ndb"), threat + ":0:0:" + HexFormat.of().formatHex(content) + "\n");
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        Path settings = folder.resolve("clamd.conf");
        Files.write(settings, List.of("DatabaseDirectory " + database, "TCPSocket " + port, "TCPAddr 127.0.0.1", "Foreground yes", "StreamMaxLength 2M",
                "CommandReadTimeout 3", "ReadTimeout 5", "MaxThreads 12"));
        process = new ProcessBuilder("/usr/sbin/clamd", "-c", settings.toString()).redirectErrorStream(true).redirectOutput(folder.resolve("clamd.log").toFile())
                .start();
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (!answers()) {
            if (!process.isAlive() || System.nanoTime() > end) {
                throw new IOException("clamd did not start: " + Files.readString(folder.resolve("clamd.log")));
            }
            process.waitFor(50, TimeUnit.MILLISECONDS);
        }
    }

    /** Fails in CI, skips elsewhere, if a program of that Debian package is missing. */
    static void need(String program, String debianPackage) {
        if (!Files.isReadable(Path.of(program))) {
            String text = program + " is not installed (Debian package " + debianPackage + ")";
            if (System.getenv("CI") != null) {
                fail(text);
            }
            Assumptions.abort(text);
        }
    }

    int port() {
        return port;
    }

    private boolean answers() {
        try (Client client = new Client(port)) {
            return client.send("zPING\0").rest().startsWith("PONG");
        } catch (IOException e) {
            return false;
        }
    }

    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
    }
}
