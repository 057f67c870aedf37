package org.palisade.scanserver.connection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.palisade.protocol.scan.Message;
import org.palisade.protocol.scan.Message.Answer;
import org.palisade.protocol.scan.Message.Fragment;
import org.palisade.protocol.scan.Message.Lookup;
import org.palisade.protocol.scan.Message.Subject;
import org.palisade.protocol.scan.Message.Want;
import org.palisade.protocol.scan.Reason;
import org.palisade.protocol.scan.Verdict;
import org.palisade.protocol.signed.PeerKind;
import org.palisade.protocol.tls.PeerRule;
import org.palisade.scanserver.engine.MemoryEngine;
import org.palisade.scanserver.scan.ScanConfig;

/** Two hundred connections, half of them slow, cut or hostile: the others lose nothing, and every request ends in its time. */
class CrowdTest {

    private static final int CONNECTIONS = 200;
    private static final int ROUNDS = 4;
    private static final int DEADLINE_MILLIS = 60_000;
    private static final int SHORT_MILLIS = 3_000;
    private static final long SECOND = 1_000_000_000L;
    private static final long BEAT = SECOND / 100;
    /** From the server's timer to the thread that waits for an answer, a thread has to be given the processor so many times. */
    private static final int HOPS = 5;
    private static final byte[] BAD = TestAgent.content(90_000, 1);

    /** The storm of handshakes is not what this is about. */
    private final Semaphore connecting = new Semaphore(8);
    private final List<SSLContext> identities = new ArrayList<>();
    private final ExecutorService threads = Executors.newFixedThreadPool(CONNECTIONS);
    private final ScheduledExecutorService beat = Executors.newSingleThreadScheduledExecutor();
    private final TestServer server;
    private long lastBeat;
    private volatile long worstBeat;
    private final AtomicLong worstLate = new AtomicLong();

    CrowdTest() throws IOException {
        ConnectionConfig connections = new ConnectionConfig("127.0.0.1", 0, 2, 4 * CONNECTIONS, 8, CONNECTIONS, 8, Duration.ofSeconds(120), Duration.ofSeconds(90),
                Duration.ofSeconds(2));
        server = new TestServer(new MemoryEngine().knows(BAD, "Test.Bad"), connections,
                new ScanConfig(2, 16, 1000, 1L << 40, 65536, 2, Duration.ofSeconds(30)));
        for (int i = 0; i < CONNECTIONS / 8; i++) {
            identities.add(server.authority.identity(PeerKind.AGENT, TestServer.TENANT).context(PeerRule.any(PeerKind.SVM)));
        }
    }

    /** How long a thread of this machine waits for the processor at worst: where the machine is busy otherwise, that is not the server's delay. */
    @BeforeEach
    void watchTheMachine() {
        // Not before the keys are made, which is no wait for the processor.
        lastBeat = System.nanoTime();
        beat.scheduleWithFixedDelay(() -> {
            long now = System.nanoTime();
            worstBeat = Math.max(worstBeat, now - lastBeat - BEAT);
            lastBeat = now;
        }, BEAT, BEAT, TimeUnit.NANOSECONDS);
    }

    private long grace() {
        return SECOND + HOPS * worstBeat;
    }

    @AfterEach
    void stop() {
        beat.shutdownNow();
        threads.shutdownNow();
        server.close();
    }

    @Test
    @Timeout(400)
    void halfOfThemBadHarmsNoneOfTheOthers() throws Exception {
        List<Future<Integer>> good = new ArrayList<>();
        List<Future<?>> bad = new ArrayList<>();
        for (int i = 0; i < CONNECTIONS; i++) {
            int number = i;
            if (i % 2 == 0) {
                good.add(threads.submit(() -> good(number)));
            } else {
                bad.add(threads.submit(() -> bad(number)));
            }
        }
        int answered = 0;
        for (Future<Integer> future : good) {
            answered += future.get();
        }
        assertEquals(CONNECTIONS / 2 * ROUNDS * 2, answered);
        for (Future<?> future : bad) {
            future.get();
        }
        TestServer.eventually(() -> server.scans.underWay() == 0 && server.listener.connectedAgents() == 0);
        server.isStillWell();
        System.out.printf("CrowdTest: worst answer %d ms beyond its deadline; a thread waited %d ms for the processor at worst%n", worstLate.get() / 1_000_000,
                worstBeat / 1_000_000);
    }

    /** Eight connections of each agent. */
    private TestAgent connect(int number) throws IOException, InterruptedException {
        connecting.acquire();
        try {
            TestAgent agent = new TestAgent(server.listener.port(), identities.get(number / 8), "TLSv1.3");
            agent.hello();
            return agent;
        } finally {
            connecting.release();
        }
    }

    /** Asks and scans; returns how many requests were answered with a verdict. */
    private int good(int number) throws IOException, InterruptedException {
        int answered = 0;
        int request = 0;
        try (TestAgent agent = connect(number)) {
            for (int round = 0; round < ROUNDS; round++) {
                byte[] content = round == 1 ? BAD : TestAgent.content(70_000 + number, number * ROUNDS + round);
                agent.send(new Lookup(++request, List.of(TestAgent.subject(content))));
                assertEquals(1, ((Message.Known) agent.receive()).verdicts().size());
                answered++;
                long begun = System.nanoTime();
                Verdict verdict;
                do {
                    agent.order(++request, content, DEADLINE_MILLIS);
                    verdict = agent.serve(request, content);
                    assertTrue(System.nanoTime() - begun < DEADLINE_MILLIS * 1_000_000L + grace(), "over its deadline");
                    // Told to come back, as a guest is that stood still for two seconds: a thread of this test can where the machine is very busy.
                } while (verdict.reason() == Reason.BUSY);
                assertTrue(verdict.complete(), verdict.toString());
                assertEquals(round == 1 ? "Test.Bad" : "", verdict.threat());
                answered++;
            }
        }
        return answered;
    }

    private Void bad(int number) throws IOException, InterruptedException {
        byte[] content = TestAgent.content(200_000, 100_000 + number);
        try (TestAgent agent = connect(number)) {
            switch (number / 2 % 5) {
                case 0 -> silent(agent, content);
                case 1 -> {
                    // Cut in the middle of a scan.
                    agent.order(1, content, DEADLINE_MILLIS);
                    agent.receive();
                }
                case 2 -> refused(agent, () -> agent.send(new Fragment(0x7fff, 0, ByteBuffer.allocate(0))), () -> agent.sendRaw(new byte[] {0, 0, 0, 6, 9, 0, 0, 0, 1, 1}));
                case 3 -> flood(agent);
                default -> {
                    agent.sendRaw(new byte[] {0, 3, 0, 0, 7, 0});
                    drained(agent);
                }
            }
        }
        return null;
    }

    /** Sends nothing of what it is asked for: a reason comes, in time. */
    private void silent(TestAgent agent, byte[] content) throws IOException {
        long begun = System.nanoTime();
        agent.order(1, content, SHORT_MILLIS);
        Message message = agent.receive();
        while (message instanceof Want) {
            message = agent.receive();
        }
        long took = System.nanoTime() - begun;
        worstLate.accumulateAndGet(took - SHORT_MILLIS * 1_000_000L, Math::max);
        assertTrue(took < SHORT_MILLIS * 1_000_000L + grace(), () -> "over its deadline by " + (took / 1_000_000 - SHORT_MILLIS) + " ms, while a thread waited "
                + worstBeat / 1_000_000 + " ms for the processor");
        assertTrue(!((Answer) message).verdict().complete());
    }

    private interface Sending {
        void run() throws IOException;
    }

    private static void refused(TestAgent agent, Sending... sendings) throws IOException {
        for (Sending sending : sendings) {
            sending.run();
        }
        drained(agent);
    }

    /** Asks without end and reads nothing, until it is cut off. */
    private static void flood(TestAgent agent) {
        Subject[] many = new Subject[512];
        Arrays.fill(many, TestAgent.subject(BAD));
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        try {
            while (System.nanoTime() < end) {
                agent.send(new Lookup(1, List.of(many)));
            }
        } catch (IOException e) {
            return;
        }
        throw new AssertionError("it was not cut off");
    }

    /** Reads until the server ends the connection. */
    private static void drained(TestAgent agent) {
        try {
            while (true) {
                agent.receive();
            }
        } catch (IOException e) {
            assertTrue(!(e instanceof java.net.SocketTimeoutException), "the connection was not ended");
        }
    }
}
