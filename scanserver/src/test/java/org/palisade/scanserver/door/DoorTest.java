package org.palisade.scanserver.door;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.palisade.scanserver.door.DoorStage.THREAT;

import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What the door does that cannot be compared with a real clamd: refusals, limits, many streams. */
@Timeout(60)
class DoorTest {

    @TempDir
    private Path folder;
    private DoorStage stage;

    @BeforeEach
    void open() throws Exception {
        stage = new DoorStage(folder);
    }

    @AfterEach
    void close() {
        stage.close();
    }

    @Test
    void whatReadsOtherFilesOrStopsTheServerIsRefused() throws IOException {
        for (String command : List.of("SCAN", "CONTSCAN", "MULTISCAN", "ALLMATCHSCAN")) {
            assertEquals("/etc/passwd: File path check failure: Permission denied. ERROR\0", stage.ask("z" + command + " /etc/passwd\0"));
        }
        assertEquals("No file descriptor received. ERROR\0", stage.ask("zFILDES\0"));
        for (String command : List.of("RELOAD", "SHUTDOWN", "QUIT")) {
            assertEquals("COMMAND UNAVAILABLE\n", stage.ask("n" + command + "\n"));
        }
        assertEquals("1: /x: File path check failure: Permission denied. ERROR\0" + "2: PONG\0", stage.ask("zIDSESSION\0zSCAN /x\0zPING\0zEND\0"));
        assertEquals("PONG\0", stage.ask("zPING\0"));
    }

    @Test
    void oneContentIsScannedOnceAndTheSecondAnswerIsShared() throws IOException {
        for (int i = 0; i < 3; i++) {
            assertEquals("stream: Test.Threat FOUND\0", stage.ask("zINSTREAM\0" + Client.stream(THREAT)));
        }
        assertEquals(1, stage.engine.finished());
        assertEquals(3, stage.door.figures().infected());
        assertEquals(2, stage.door.figures().shared());
    }

    @Test
    void whatIsLargeGoesThroughAFileAndNothingStaysBehind() throws Exception {
        String large = "0123456789abcdef".repeat(100_000);
        stage.engine.knows(Client.bytes(large), "Test.Large");
        StringBuilder chunks = new StringBuilder("zINSTREAM\0");
        for (int i = 0; i < large.length(); i += 60_001) {
            chunks.append(Client.chunk(large.substring(i, Math.min(large.length(), i + 60_001))));
        }
        assertEquals("stream: Test.Large FOUND\0", stage.ask(chunks + "\0\0\0\0"));
        assertEquals(large.length(), stage.door.figures().bytes());
        stage.assertNothingIsHeld();
        try (var left = Files.list(folder.resolve("spool"))) {
            assertEquals(0, left.count());
        }
    }

    @Test
    void aFullSpoolIsAnErrorAndFreeAgainAfterwards() throws Exception {
        stage.reopen(TestDoor.limits(TestDoor.config(folder), 4 << 20, 1 << 20));
        String large = "x".repeat(2 << 20);
        assertEquals("Error writing to temporary file. ERROR\0", stage.ask("zINSTREAM\0" + Client.stream(large)));
        stage.assertNothingIsHeld();
        assertEquals("stream: OK\0", stage.ask("zINSTREAM\0" + Client.stream(large.substring(0, 900_000))));
    }

    @Test
    void whatCouldNotBeScannedWholeIsNeverOk() throws Exception {
        stage.engine.limit(100);
        String content = "zINSTREAM\0" + Client.stream("y".repeat(200));
        assertEquals("stream: Not fully scanned: engine-limit. ERROR\0", stage.ask(content));
        stage.reopen(TestDoor.with(TestDoor.config(folder), Optional.empty(), 1000, 500, Unscanned.FOUND));
        assertEquals("stream: Heuristics.Limits.Exceeded.engine-limit FOUND\0", stage.ask(content));
        stage.engine.lose(true);
        assertEquals("stream: Not scanned: engine-unavailable. ERROR\0", stage.ask(content));
        assertEquals(1, stage.door.figures().errors());
    }

    @Test
    void aSessionMaySendManyStreamsAheadAndEveryOneIsAnswered() throws IOException {
        StringBuilder sent = new StringBuilder("zIDSESSION\0");
        for (int i = 0; i < 100; i++) {
            sent.append("zINSTREAM\0").append(Client.stream(i % 10 == 3 ? THREAT : "content " + i));
        }
        try (Client client = stage.door.connect()) {
            List<String> replies = List.of(client.send(sent + "zEND\0").rest().split("\0"));
            assertEquals(IntStream.rangeClosed(1, 100).mapToObj(i -> i + ": stream: " + (i % 10 == 4 ? "Test.Threat FOUND" : "OK")).sorted().collect(Collectors.toList()),
                    replies.stream().sorted().toList());
        }
        stage.assertNothingIsHeld();
    }

    @Test
    void aClientThatSendsNoMoreStillGetsItsReply() throws IOException {
        try (Client client = stage.door.connect()) {
            assertEquals("stream: Test.Threat FOUND\n", client.send("nINSTREAM\n" + Client.stream(THREAT)).endInput().rest());
        }
    }

    @Test
    void aUserOfTheUnixSocketIsServedAsWell() throws Exception {
        Path socket = folder.resolve("stage.door.sock");
        stage.reopen(TestDoor.with(TestDoor.config(folder), Optional.of(socket), 10, 1, Unscanned.ERROR));
        try (SocketChannel client = SocketChannel.open(UnixDomainSocketAddress.of(socket)); Client other = stage.door.connect()) {
            client.write(ByteBuffer.wrap(Client.bytes("zINSTREAM\0" + Client.stream(THREAT))));
            assertEquals("PONG\0", other.send("zPING\0").rest());
            ByteBuffer reply = ByteBuffer.allocate(100);
            while (client.read(reply) >= 0) {
                assertTrue(reply.hasRemaining());
            }
            assertEquals("stream: Test.Threat FOUND\0", new String(reply.array(), 0, reply.position(), StandardCharsets.US_ASCII));
        }
        stage.close();
        assertFalse(Files.exists(socket));
        Path stale = Files.createFile(folder.resolve("file"));
        assertTrue(org.junit.jupiter.api.Assertions.assertThrows(IOException.class,
                () -> stage.reopen(TestDoor.with(TestDoor.config(folder), Optional.of(stale), 10, 1, Unscanned.ERROR))).getMessage().contains("cannot listen"));
        assertTrue(Files.exists(stale));
    }
}
