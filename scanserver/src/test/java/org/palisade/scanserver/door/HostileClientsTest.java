package org.palisade.scanserver.door;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.palisade.scanserver.door.DoorStage.THREAT;
import static org.palisade.scanserver.door.DoorStage.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Clients that come in crowds, are slow, vanish or do not listen. */
@Timeout(60)
class HostileClientsTest {

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
    void aPacketFullOfStreamsIsTakenNoFasterThanTheyAreJudged() throws IOException {
        stage.engine.dwell(true);
        StringBuilder sent = new StringBuilder("zIDSESSION\0");
        for (int i = 0; i < 1000; i++) {
            sent.append("zINSTREAM\0").append(Client.stream("number " + i));
        }
        try (Client client = stage.door.connect()) {
            client.send(sent.toString());
            await(() -> stage.engine.underWay() == 2);
            // Served by the same thread, after what was sent before it.
            assertEquals("PONG\0", stage.ask("zPING\0"));
            assertTrue(stage.door.figures().commands() < 20, stage.door.figures().commands() + " commands of one client are under way");
        }
    }

    @Test
    void streamsThatCameWithTheEndOfAllAreAnsweredFirst() throws IOException {
        StringBuilder sent = new StringBuilder("nIDSESSION\n");
        for (int i = 0; i < 300; i++) {
            sent.append("nINSTREAM\n").append(Client.stream("number " + i));
        }
        try (Client client = stage.door.connect()) {
            List<String> replies = List.of(client.send(sent.toString()).endInput().rest().split("\n"));
            assertEquals(IntStream.rangeClosed(1, 300).mapToObj(i -> i + ": stream: OK").sorted().toList(), replies.stream().sorted().toList());
        }
        stage.assertNothingIsHeld();
    }

    @Test
    void slowSendersDoNotHoldUpAnyone() throws Exception {
        List<Client> slow = new ArrayList<>();
        try {
            for (int i = 0; i < 200; i++) {
                slow.add(stage.door.connect().send("zINSTREAM\0\0\0\0\u0014slow "));
            }
            assertEquals("PONG\0", stage.ask("zPING\0"));
            assertEquals("stream: Test.Threat FOUND\0", stage.ask("zINSTREAM\0" + Client.stream(THREAT)));
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
        stage.assertNothingIsHeld();
    }

    @Test
    void onePeerCannotTakeAllConnections() throws Exception {
        stage.reopen(TestDoor.with(TestDoor.config(folder), Optional.empty(), 60, 40, Unscanned.ERROR));
        List<Client> many = new ArrayList<>();
        try {
            for (int i = 0; i < 1000; i++) {
                many.add(stage.door.connect());
            }
            await(() -> stage.door.figures().refused() == 960);
            assertEquals(40, stage.door.figures().connections());
            try (Socket other = new Socket(InetAddress.getLoopbackAddress(), stage.door.port(), InetAddress.getByName("127.0.0.2"), 0)) {
                other.getOutputStream().write(Client.bytes("zPING\0"));
                assertEquals("PONG\0", new String(other.getInputStream().readAllBytes(), StandardCharsets.US_ASCII));
            }
        } finally {
            for (Client client : many) {
                client.close();
            }
        }
        stage.assertNothingIsHeld();
    }

    /** With {@code -Dpalisade.door.sessions=10000} in full; each of them takes two descriptors for a moment. */
    @Test
    void aCrowdOfSessionsIsBoundedAndTheDoorLivesOn() throws Exception {
        int sessions = Integer.getInteger("palisade.door.sessions", 2000);
        int room = 100;
        stage.reopen(TestDoor.with(TestDoor.config(folder), Optional.empty(), room, room, Unscanned.ERROR));
        List<Client> crowd = new ArrayList<>();
        int refused = 0;
        try {
            for (int i = 0; i < sessions; i++) {
                crowd.add(stage.door.connect());
                try {
                    crowd.get(i).send("zIDSESSION\0zINSTREAM\0\0\0\0\u0014half");
                } catch (IOException e) {
                    refused++;
                }
                assertTrue(stage.door.figures().connections() <= room);
            }
            await(() -> stage.door.figures().refused() == sessions - room);
            assertTrue(refused < sessions);
            assertEquals(room, stage.door.figures().connections());
            assertTrue(stage.door.figures().held() <= room * 4096L, "what they hold is bounded");
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
        stage.assertNothingIsHeld();
        assertEquals("PONG\0", stage.ask("zPING\0"));
    }

    @Test
    void aClientThatResetsItsConnectionWhileItsStreamIsJudgedFreesTheWorker() throws IOException {
        stage.engine.dwell(true);
        // Two workers, and one stream that is too large for memory.
        try (Client one = stage.door.connect(); Client other = stage.door.connect()) {
            one.send("zINSTREAM\0" + Client.stream("endless"));
            other.send("zINSTREAM\0" + Client.stream("endless".repeat(100_000)));
            await(() -> stage.engine.underWay() == 2);
            one.abort();
            other.abort();
        }
        stage.assertNothingIsHeld();
        stage.engine.dwell(false);
        assertEquals("stream: Test.Threat FOUND\0", stage.ask("zINSTREAM\0" + Client.stream(THREAT)));
    }

    @Test
    void clientsThatVanishAnywhereLeaveNothingBehind() throws IOException {
        String whole = "zIDSESSION\0zINSTREAM\0" + Client.stream("z".repeat(300_000)) + "zINSTREAM\0" + Client.stream(THREAT) + "zEND\0";
        for (int cut = 1; cut < whole.length(); cut += cut < 40 ? 1 : 3989) {
            try (Client client = stage.door.connect()) {
                client.send(whole.substring(0, cut));
            }
        }
        stage.assertNothingIsHeld();
        assertEquals("PONG\0", stage.ask("zPING\0"));
    }

    @Test
    void aClientThatReadsNoRepliesIsNotReadOnAndOn() throws IOException {
        try (SocketChannel deaf = SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), stage.door.port()))) {
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
        stage.assertNothingIsHeld();
    }
}
