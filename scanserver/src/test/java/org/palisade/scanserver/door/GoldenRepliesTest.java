package org.palisade.scanserver.door;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.palisade.scanserver.engine.MemoryEngine;

/** The same bytes to a real clamd and to the door: the same bytes come back. */
@Timeout(120)
class GoldenRepliesTest {

    private static final String THREAT = "some forty bytes that are a threat to test";

    @TempDir
    private static Path folder;
    private static RealClamd clamd;
    private static TestDoor door;

    /** What is sent, in packets a moment apart; {@code |} parts them. */
    private record Exchange(String name, String... packets) {
    }

    @BeforeAll
    static void start() throws Exception {
        clamd = new RealClamd(folder, "Test.Threat", Client.bytes(THREAT));
        door = new TestDoor(new MemoryEngine().knows(Client.bytes(THREAT), "Test.Threat.UNOFFICIAL"), TestDoor.config(folder));
    }

    @AfterAll
    static void stop() {
        if (door != null) {
            door.close();
        }
        if (clamd != null) {
            clamd.close();
        }
    }

    private static List<Exchange> exchanges() {
        String over = "\u0080\0\0\0";
        String largest = "a".repeat(1 << 20);
        return List.of(
                new Exchange("ping z", "zPING\0"), new Exchange("ping n", "nPING\n"), new Exchange("ping bare", "PING"), new Exchange("ping bare line", "PING\n"),
                new Exchange("ping n crlf", "nPING\r\n"), new Exchange("ping bare crlf", "PING\r\n"), new Exchange("ping z cut", "zPI", "NG\0"),
                new Exchange("ping bare cut", "PI", "NG\n"), new Exchange("ping z with newline", "zPING\n\0"), new Exchange("ping n with zero", "nPING\0\n"),
                new Exchange("version z", "zVERSION\0"), new Exchange("version bare", "VERSION\n"), new Exchange("commands z", "zVERSIONCOMMANDS\0"),
                new Exchange("commands n", "nVERSIONCOMMANDS\n"), new Exchange("commands bare", "VERSIONCOMMANDS"), new Exchange("stats bare", "STATS"),
                new Exchange("stream bare", "INSTREAM"), new Exchange("session bare", "IDSESSION\n"),
                new Exchange("unknown z", "zWHAT\0"), new Exchange("unknown n", "nWHAT\n"), new Exchange("unknown bare", "WHAT"), new Exchange("lower case", "zping\0"),
                new Exchange("empty z", "z\0"), new Exchange("empty n", "n\n"), new Exchange("a newline", "\n"), new Exchange("a zero", "\0"),
                new Exchange("prefix", "xPING"), new Exchange("scan without argument", "zSCAN\0"), new Exchange("multiscan without argument", "zMULTISCAN\0"),
                new Exchange("stream of old", "STREAM\n"), new Exchange("end outside", "zEND\0"), new Exchange("extra", "zPING x\0"),
                new Exchange("long z", "z" + "A".repeat(4000) + "\0"), new Exchange("long bare", "A".repeat(4000)),
                new Exchange("detstats", "zDETSTATS\0"), new Exchange("detstats clear", "nDETSTATSCLEAR\n"),
                new Exchange("clean", "zINSTREAM\0" + Client.stream("nothing")), new Exchange("clean n", "nINSTREAM\n" + Client.stream("nothing")),
                new Exchange("empty stream", "zINSTREAM\0\0\0\0\0"), new Exchange("hit", "zINSTREAM\0" + Client.stream(THREAT)),
                new Exchange("hit n", "nINSTREAM\n" + Client.stream(THREAT)),
                new Exchange("hit in chunks", "zINSTREAM\0" + Client.chunk(THREAT.substring(0, 9)), Client.chunk(THREAT.substring(9, 10)) + "\0\0",
                        "\0" + (char) (THREAT.length() - 10) + THREAT.substring(10, 12), THREAT.substring(12) + "\0\0\0\0"),
                new Exchange("over at once", "zINSTREAM\0" + over), new Exchange("over n", "nINSTREAM\n" + over),
                new Exchange("over by all ones", "zINSTREAM\0\u00ff\u00ff\u00ff\u00ff"),
                new Exchange("over at the second", "zINSTREAM\0" + Client.chunk("abc") + "\0\u001f\u00ff\u00fe"),
                new Exchange("exactly the limit", "zINSTREAM\0" + Client.chunk(largest) + Client.chunk(largest) + "\0\0\0\0"),
                new Exchange("two commands", "zPING\0zVERSION\0"), new Exchange("two commands bare", "PING\nVERSION\n"),
                new Exchange("stream and a command", "zINSTREAM\0" + Client.stream(THREAT) + "zPING\0"),
                new Exchange("session", "zIDSESSION\0zPING\0zVERSION\0zEND\0"), new Exchange("session n", "nIDSESSION\nnPING\nnEND\n"),
                new Exchange("session of both", "zIDSESSION\0nPING\nzPING\0zEND\0"),
                new Exchange("session with streams", "zIDSESSION\0zINSTREAM\0" + Client.stream("clean"), "zINSTREAM\0" + Client.stream(THREAT), "zPING\0zEND\0"),
                new Exchange("session over", "zIDSESSION\0zINSTREAM\0" + over), new Exchange("session unknown", "zIDSESSION\0zWHAT\0zPING\0"),
                new Exchange("session contscan", "zIDSESSION\0zCONTSCAN /x\0zPING\0"), new Exchange("session in session", "zIDSESSION\0zIDSESSION\0zPING\0"),
                new Exchange("session detstats", "zIDSESSION\0zDETSTATS\0zPING\0zEND\0"), new Exchange("session fildes", "zIDSESSION\0zFILDES\0zPING\0"),
                new Exchange("session empty", "zIDSESSION\0z\0"), new Exchange("session bare", "zIDSESSION\0", "PING\n"),
                new Exchange("session after its end", "zIDSESSION\0zEND\0zPING\0"), new Exchange("session alone ends", "zIDSESSION\0zPING\0"),
                new Exchange("silence"), new Exchange("half a command", "zPI"), new Exchange("half a length", "zINSTREAM\0", "\0\0"),
                new Exchange("no length", "zINSTREAM\0"), new Exchange("half a chunk", "zINSTREAM\0\0\0\0\u0010abc"),
                new Exchange("half a chunk in a session", "zIDSESSION\0zINSTREAM\0\0\0\0\u0010abc"));
    }

    @TestFactory
    List<DynamicTest> bothSayTheSame() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(8);
        List<DynamicTest> tests = new ArrayList<>();
        for (Exchange exchange : exchanges()) {
            Future<String> real = threads.submit(() -> talk(clamd.port(), exchange));
            Future<String> ours = threads.submit(() -> talk(door.port(), exchange));
            tests.add(DynamicTest.dynamicTest(exchange.name(), () -> assertEquals(shown(real.get(60, TimeUnit.SECONDS)), shown(ours.get(60, TimeUnit.SECONDS)))));
        }
        threads.shutdown();
        return tests;
    }

    private static String talk(int port, Exchange exchange) throws IOException, InterruptedException {
        try (Client client = new Client(port)) {
            try {
                for (String packet : exchange.packets()) {
                    client.send(packet);
                    // The daemon takes what comes together as one packet: a moment keeps them apart.
                    TimeUnit.MILLISECONDS.sleep(120);
                }
            } catch (java.net.SocketException e) {
                // It answered before it had everything, and closed.
            }
            return client.rest();
        }
    }

    private static String shown(String reply) {
        return reply.replace("\0", "\\0").replace("\n", "\\n");
    }

    @Test
    void aStreamThatItsClientCutsGetsNoReply() throws IOException {
        for (int port : new int[] {clamd.port(), door.port()}) {
            try (Client client = new Client(port)) {
                assertEquals("", client.send("zINSTREAM\0" + Client.chunk("half")).endInput().rest());
            }
        }
    }

    @Test
    void aCommandWithoutEndIsCutOffWithoutAReply() throws IOException {
        for (int port : new int[] {clamd.port(), door.port()}) {
            try (Client client = new Client(port)) {
                String reply;
                try {
                    reply = client.send("z" + "A".repeat(9000)).rest();
                } catch (java.net.SocketException e) {
                    reply = "";
                }
                assertEquals("", reply);
            }
        }
    }

    @Test
    void statisticsHaveTheSameLines() throws IOException {
        List<List<String>> names = new ArrayList<>();
        for (int port : new int[] {clamd.port(), door.port()}) {
            try (Client client = new Client(port)) {
                String reply = client.send("nSTATS\n").rest();
                assertTrue(reply.endsWith("\nEND\n"), reply);
                names.add(Arrays.stream(reply.split("\n")).filter(line -> !line.startsWith("\t")).map(line -> line.replaceAll(":.*", "").toLowerCase(Locale.ROOT)).toList());
            }
        }
        assertEquals(names.get(0), names.get(1));
    }

    @Test
    void theListOfCommandsIsTheDaemons() throws IOException {
        try (Client real = new Client(clamd.port()); Client ours = new Client(door.port())) {
            String said = real.send("zVERSIONCOMMANDS\0").rest();
            assertEquals(said.substring(said.indexOf('|')), cut(ours.send("zVERSIONCOMMANDS\0").rest()));
        }
    }

    private static String cut(String reply) {
        return reply.substring(reply.indexOf('|'));
    }
}
