package org.palisade.scanserver.control;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class ControlServerTest {

    /** An answer. */
    public record Said(String word) {
    }

    @TempDir
    private Path home;
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();

    private ControlServer server;

    private void open(Path folder) throws IOException {
        server = new ControlServer(folder, Map.of("hello", () -> new Said("good\nday"), "fail", () -> {
            throw new IOException("it is\nbroken");
        }), timer);
    }

    @AfterEach
    void stop() {
        server.close();
        timer.shutdownNow();
    }

    @Test
    void anOrderIsCarriedOutOrItIsSaidWhyNot() throws IOException {
        open(home);
        assertEquals("{\"word\":\"good\\nday\"}", ControlClient.ask(home, "hello"));
        assertEquals("it is broken", assertThrows(IOException.class, () -> ControlClient.ask(home, "fail")).getMessage());
        assertEquals("there is no such order", assertThrows(IOException.class, () -> ControlClient.ask(home, "dance")).getMessage());
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(home.resolve("control.sock"))));
        server.close();
        assertFalse(Files.exists(home.resolve("control.sock")));
        assertTrue(assertThrows(IOException.class, () -> ControlClient.ask(home, "hello")).getMessage().contains("does not run"));
    }

    @Test
    void aLongHomeIsNoHindranceAndALeftSocketNeither() throws IOException {
        Path deep = Files.createDirectories(home.resolve("d".repeat(100)).resolve("e".repeat(100)));
        Files.createFile(deep.resolve("control.sock"));
        open(deep);
        assertEquals("{\"word\":\"good\\nday\"}", ControlClient.ask(deep, "hello"));
    }

    @Test
    void nonsenseHarmsNobodyElse() throws IOException {
        open(home);
        for (String nonsense : new String[] {"x".repeat(10_000), "half", "\u0000\n", "\n"}) {
            try (ControlAddress address = new ControlAddress(home); SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
                channel.connect(address.address());
                channel.write(ByteBuffer.wrap(nonsense.getBytes(StandardCharsets.UTF_8)));
            }
        }
        assertEquals("{\"word\":\"good\\nday\"}", ControlClient.ask(home, "hello"));
    }

    @Test
    void nothingButTheSocketStaysInTheHome() throws IOException {
        open(home);
        try (Stream<Path> files = Files.list(home)) {
            assertEquals(List.of(home.resolve("control.sock")), files.toList());
        }
    }

    @Test
    void whoDoesNotReadItsAnswerLosesItsPlace() throws IOException {
        // Ten seconds are a fifth of one.
        ScheduledThreadPoolExecutor fast = new ScheduledThreadPoolExecutor(1) {
            @Override
            public ScheduledFuture<?> schedule(Runnable task, long delay, TimeUnit unit) {
                return super.schedule(task, unit.toMillis(delay) / 50, TimeUnit.MILLISECONDS);
            }
        };
        String much = "x".repeat(4 << 20);
        server = new ControlServer(home, Map.of("much", () -> new Said(much), "hello", () -> new Said("yes")), fast);
        List<SocketChannel> silent = new ArrayList<>();
        try (ControlAddress address = new ControlAddress(home)) {
            for (int i = 0; i < 8; i++) {
                SocketChannel channel = SocketChannel.open(address.address());
                silent.add(channel);
                channel.write(ByteBuffer.wrap("much\n".getBytes(StandardCharsets.UTF_8)));
            }
            String answer = "";
            while (answer.isEmpty()) {
                try {
                    answer = ControlClient.ask(home, "hello");
                } catch (IOException e) {
                    Thread.onSpinWait();
                }
            }
            assertEquals("{\"word\":\"yes\"}", answer);
        } finally {
            for (SocketChannel channel : silent) {
                channel.close();
            }
            fast.shutdownNow();
        }
    }
}
