package org.palisade.scanserver.door;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.palisade.scanserver.engine.MemoryEngine;

/** What the door does that cannot be compared with a real clamd: refusals, limits, hostile clients. */
@Timeout(60)
class DoorTest {

    private static final String THREAT = "some forty bytes that are a threat to test";

    @TempDir
    private Path folder;
    private final MemoryEngine engine = new MemoryEngine().knows(Client.bytes(THREAT), "Test.Threat");
    private TestDoor door;

    @BeforeEach
    void open() throws Exception {
        door = new TestDoor(engine, TestDoor.config(folder));
    }

    @AfterEach
    void close() {
        door.close();
    }

    private void reopen(DoorConfig config) throws Exception {
        door.close();
        door = new TestDoor(engine, config);
    }

    private String ask(String sent) throws IOException {
        try (Client client = door.connect()) {
            return client.send(sent).rest();
        }
    }

    private static void await(BooleanSupplier condition) {
        long end = System.nanoTime() + 20_000_000_000L;
        while (!condition.getAsBoolean()) {
            assertTrue(System.nanoTime() < end, "it did not come to that");
            Thread.onSpinWait();
        }
    }

    private void assertNothingIsHeld() {
        await(() -> door.figures().connections() == 0 && door.figures().held() == 0 && door.figures().spooled() == 0);
        await(() -> engine.underWay() == 0);
    }

    @Test
    void whatReadsOtherFilesOrStopsTheServerIsRefused() throws IOException {
        for (String command : List.of("SCAN", "CONTSCAN", "MULTISCAN", "ALLMATCHSCAN")) {
            assertEquals("/etc/passwd: File path check failure: Permission denied. ERROR\0", ask("z" + command + " /etc/passwd\0"));
        }
        assertEquals("No file descriptor received. ERROR\0", ask("zFILDES\0"));
        for (String command : List.of("RELOAD", "SHUTDOWN", "QUIT")) {
            assertEquals("COMMAND UNAVAILABLE\n", ask("n" + command + "\n"));
        }
        assertEquals("1: /x: File path check failure: Permission denied. ERROR\0" + "2: PONG\0", ask("zIDSESSION\0zSCAN /x\0zPING\0zEND\0"));
        assertEquals("PONG\0", ask("zPING\0"));
    }

    @Test
    void oneContentIsScannedOnceAndTheSecondAnswerIsShared() throws IOException {
        for (int i = 0; i < 3; i++) {
            assertEquals("stream: Test.Threat FOUND\0", ask("zINSTREAM\0" + Client.stream(THREAT)));
        }
        assertEquals(1, engine.finished());
        assertEquals(3, door.figures().infected());
        assertEquals(2, door.figures().shared());
    }

    @Test
    void whatIsLargeGoesThroughAFileAndNothingStaysBehind() throws Exception {
        String large = "0123456789abcdef".repeat(100_000);
        engine.knows(Client.bytes(large), "Test.Large");
        StringBuilder chunks = new StringBuilder("zINSTREAM\0");
        for (int i = 0; i < large.length(); i += 60_001) {
            chunks.append(Client.chunk(large.substring(i, Math.min(large.length(), i + 60_001))));
        }
        assertEquals("stream: Test.Large FOUND\0", ask(chunks + "\0\0\0\0"));
        assertEquals(large.length(), door.figures().bytes());
        assertNothingIsHeld();
        try (var left = Files.list(folder.resolve("spool"))) {
            assertEquals(0, left.count());
        }
    }

    @Test
    void aFullSpoolIsAnErrorAndFreeAgainAfterwards() throws Exception {
        reopen(TestDoor.limits(TestDoor.config(folder), 4 << 20, 1 << 20));
        String large = "x".repeat(2 << 20);
        assertEquals("Error writing to temporary file. ERROR\0", ask("zINSTREAM\0" + Client.stream(large)));
        assertNothingIsHeld();
        assertEquals("stream: OK\0", ask("zINSTREAM\0" + Client.stream(large.substring(0, 900_000))));
    }

    @Test
    void whatCouldNotBeScannedWholeIsNeverOk() throws Exception {
        engine.limit(100);
        String content = "zINSTREAM\0" + Client.stream("y".repeat(200));
        assertEquals("stream: Not fully scanned: engine-limit. ERROR\0", ask(content));
        reopen(TestDoor.with(TestDoor.config(folder), Optional.empty(), 1000, 500, Unscanned.FOUND));
        assertEquals("stream: Heuristics.Limits.Exceeded.engine-limit FOUND\0", ask(content));
        engine.lose(true);
        assertEquals("stream: Not scanned: engine-unavailable. ERROR\0", ask(content));
        assertEquals(1, door.figures().errors());
    }

    @Test
    void aSessionMaySendManyStreamsAheadAndEveryOneIsAnswered() throws IOException {
        StringBuilder sent = new StringBuilder("zIDSESSION\0");
        for (int i = 0; i < 100; i++) {
            sent.append("zINSTREAM\0").append(Client.stream(i % 10 == 3 ? THREAT : "content " + i));
        }
        try (Client client = door.connect()) {
            List<String> replies = List.of(client.send(sent + "zEND\0").rest().split("\0"));
            assertEquals(IntStream.rangeClosed(1, 100).mapToObj(i -> i + ": stream: " + (i % 10 == 4 ? "Test.Threat FOUND" : "OK")).sorted().collect(Collectors.toList()),
                    replies.stream().sorted().toList());
        }
        assertNothingIsHeld();
    }

    @Test
    void aPacketFullOfStreamsIsTakenNoFasterThanTheyAreJudged() throws IOException {
        engine.dwell(true);
        StringBuilder sent = new StringBuilder("zIDSESSION\0");
        for (int i = 0; i < 1000; i++) {
            sent.append("zINSTREAM\0").append(Client.stream("number " + i));
        }
        try (Client client = door.connect()) {
            client.send(sent.toString());
            await(() -> engine.underWay() == 2);
            // Served by the same thread, after what was sent before it.
            assertEquals("PONG\0", ask("zPING\0"));
            assertTrue(door.figures().commands() < 20, door.figures().commands() + " commands of one client are under way");
        }
    }

    @Test
    void streamsThatCameWithTheEndOfAllAreAnsweredFirst() throws IOException {
        StringBuilder sent = new StringBuilder("nIDSESSION\n");
        for (int i = 0; i < 300; i++) {
            sent.append("nINSTREAM\n").append(Client.stream("number " + i));
        }
        try (Client client = door.connect()) {
            List<String> replies = List.of(client.send(sent.toString()).endInput().rest().split("\n"));
            assertEquals(IntStream.rangeClosed(1, 300).mapToObj(i -> i + ": stream: OK").sorted().toList(), replies.stream().sorted().toList());
        }
        assertNothingIsHeld();
    }

    @Test
    void aClientThatSendsNoMoreStillGetsItsReply() throws IOException {
        try (Client client = door.connect()) {
            assertEquals("stream: Test.Threat FOUND\n", client.send("nINSTREAM\n" + Client.stream(THREAT)).endInput().rest());
        }
    }

    @Test
    void slowSendersDoNotHoldUpAnyone() throws Exception {
        List<Client> slow = new ArrayList<>();
        try {
            for (int i = 0; i < 200; i++) {
                slow.add(door.connect().send("zINSTREAM\0\0\0\0\u0014slow "));
            }
            assertEquals("PONG\0", ask("zPING\0"));
            assertEquals("stream: Test.Threat FOUND\0", ask("zINSTREAM\0" + Client.stream(THREAT)));
            for (Client client : slow) {
                client.send("123456789012345\0\0\0\0");
            }
            for (Client client : slow) {
                assertEquals("stream: OK\0", client.rest());
            }
        } finally {
            for (Client client : slow) {
                client.close();
            }
        }
        assertNothingIsHeld();
    }

    @Test
    void onePeerCannotTakeAllConnections() throws Exception {
        reopen(TestDoor.with(TestDoor.config(folder), Optional.empty(), 60, 40, Unscanned.ERROR));
        List<Client> many = new ArrayList<>();
        try {
            for (int i = 0; i < 1000; i++) {
                many.add(door.connect());
            }
            await(() -> door.figures().refused() == 960);
            assertEquals(40, door.figures().connections());
            try (Socket other = new Socket(InetAddress.getLoopbackAddress(), door.port(), InetAddress.getByName("127.0.0.2"), 0)) {
                other.getOutputStream().write(Client.bytes("zPING\0"));
                assertEquals("PONG\0", new String(other.getInputStream().readAllBytes(), StandardCharsets.US_ASCII));
            }
        } finally {
            for (Client client : many) {
                client.close();
            }
        }
        assertNothingIsHeld();
    }

    /** With {@code -Dpalisade.door.sessions=10000} in full; each of them takes two descriptors for a moment. */
    @Test
    void aCrowdOfSessionsIsBoundedAndTheDoorLivesOn() throws Exception {
        int sessions = Integer.getInteger("palisade.door.sessions", 2000);
        int room = 100;
        reopen(TestDoor.with(TestDoor.config(folder), Optional.empty(), room, room, Unscanned.ERROR));
        List<Client> crowd = new ArrayList<>();
        int refused = 0;
        try {
            for (int i = 0; i < sessions; i++) {
                crowd.add(door.connect());
                try {
                    crowd.get(i).send("zIDSESSION\0zINSTREAM\0\0\0\0\u0014half");
                } catch (IOException e) {
                    refused++;
                }
                assertTrue(door.figures().connections() <= room);
            }
            await(() -> door.figures().refused() == sessions - room);
            assertTrue(refused < sessions);
            assertEquals(room, door.figures().connections());
            assertTrue(door.figures().held() <= room * 4096L, "what they hold is bounded");
            for (int i = 0; i < room; i++) {
                crowd.get(i).send("1234567890123456\0\0\0\0");
            }
            for (int i = 0; i < room; i++) {
                assertEquals("1: stream: OK\0", crowd.get(i).reply('\0'));
            }
        } finally {
            for (Client client : crowd) {
                client.close();
            }
        }
        assertNothingIsHeld();
        assertEquals("PONG\0", ask("zPING\0"));
    }

    @Test
    void aClientThatResetsItsConnectionWhileItsStreamIsJudgedFreesTheWorker() throws IOException {
        engine.dwell(true);
        // Two workers, and one stream that is too large for memory.
        try (Client one = door.connect(); Client other = door.connect()) {
            one.send("zINSTREAM\0" + Client.stream("endless"));
            other.send("zINSTREAM\0" + Client.stream("endless".repeat(100_000)));
            await(() -> engine.underWay() == 2);
            one.abort();
            other.abort();
        }
        assertNothingIsHeld();
        engine.dwell(false);
        assertEquals("stream: Test.Threat FOUND\0", ask("zINSTREAM\0" + Client.stream(THREAT)));
    }

    @Test
    void clientsThatVanishAnywhereLeaveNothingBehind() throws IOException {
        String whole = "zIDSESSION\0zINSTREAM\0" + Client.stream("z".repeat(300_000)) + "zINSTREAM\0" + Client.stream(THREAT) + "zEND\0";
        for (int cut = 1; cut < whole.length(); cut += cut < 40 ? 1 : 3989) {
            try (Client client = door.connect()) {
                client.send(whole.substring(0, cut));
            }
        }
        assertNothingIsHeld();
        assertEquals("PONG\0", ask("zPING\0"));
    }

    @Test
    void aClientThatReadsNoRepliesIsNotReadOnAndOn() throws IOException {
        try (SocketChannel deaf = SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), door.port()))) {
            deaf.configureBlocking(false);
            deaf.write(ByteBuffer.wrap(Client.bytes("zIDSESSION\0")));
            ByteBuffer pings = ByteBuffer.wrap(Client.bytes("zPING\0".repeat(10_000)));
            long sent = 0;
            long quiet = System.nanoTime();
            while (System.nanoTime() - quiet < 500_000_000L) {
                int count = deaf.write(pings);
                sent += count;
                quiet = count > 0 ? System.nanoTime() : quiet;
                if (!pings.hasRemaining()) {
                    pings.clear();
                }
                assertTrue(sent < 64 << 20, "it reads commands whose replies nobody takes");
            }
        }
        assertNothingIsHeld();
    }

    @Test
    void aUserOfTheUnixSocketIsServedAsWell() throws Exception {
        Path socket = folder.resolve("door.sock");
        reopen(TestDoor.with(TestDoor.config(folder), Optional.of(socket), 10, 1, Unscanned.ERROR));
        try (SocketChannel client = SocketChannel.open(UnixDomainSocketAddress.of(socket)); Client other = door.connect()) {
            client.write(ByteBuffer.wrap(Client.bytes("zINSTREAM\0" + Client.stream(THREAT))));
            assertEquals("PONG\0", other.send("zPING\0").rest());
            ByteBuffer reply = ByteBuffer.allocate(100);
            while (client.read(reply) >= 0) {
                assertTrue(reply.hasRemaining());
            }
            assertEquals("stream: Test.Threat FOUND\0", new String(reply.array(), 0, reply.position(), StandardCharsets.US_ASCII));
        }
        door.close();
        assertFalse(Files.exists(socket));
        Path stale = Files.createFile(folder.resolve("file"));
        assertTrue(org.junit.jupiter.api.Assertions.assertThrows(IOException.class,
                () -> reopen(TestDoor.with(TestDoor.config(folder), Optional.of(stale), 10, 1, Unscanned.ERROR))).getMessage().contains("cannot listen"));
        assertTrue(Files.exists(stale));
    }
}
