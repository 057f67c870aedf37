package org.palisade.scanserver.scan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.palisade.protocol.scan.MalformedFrameException;
import org.palisade.protocol.scan.ScanStatus;
import org.palisade.protocol.scan.Verdict;
import org.palisade.scanserver.cache.CacheConfig;
import org.palisade.scanserver.cache.SharedCache;

/** The same tree from twenty agents at once, in different orders, each with many requests under way. */
@Timeout(120)
class SingleFlightTest {

    private static final int AGENTS = 20;
    private static final int CONTENTS = 2000;
    private static final int WINDOW = 32;

    private final List<byte[]> tree = new ArrayList<>();
    private final WorkingEngine engine = new WorkingEngine();
    private final ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1);
    private final Scans scans = new Scans(new ScanConfig(2, 128, 1000, 1 << 20, 4096, 4, Duration.ofSeconds(60)), engine,
            new SharedCache(new CacheConfig(CONTENTS), "set-1"), timer);
    private final AtomicInteger clean = new AtomicInteger();
    private final AtomicInteger other = new AtomicInteger();

    /** Sends what it is asked for from a thread of its own. */
    private final class Agent extends Thread implements Requester {

        private record Wanted(int request, long offset, int length) {
        }

        private final UUID id;
        private final List<Integer> order = new ArrayList<>();
        private final Map<Integer, ScanRequest> requests = new ConcurrentHashMap<>();
        private final Queue<Wanted> wanted = new LinkedBlockingQueue<>();
        private final Semaphore work = new Semaphore(0);
        private final Semaphore room = new Semaphore(WINDOW);
        private final AtomicInteger answered = new AtomicInteger();

        private Agent(int number) {
            id = new UUID(9, number);
            for (int i = 0; i < CONTENTS; i++) {
                order.add(i);
            }
            Collections.shuffle(order, new Random(number));
        }

        @Override
        public void run() {
            int next = 0;
            try {
                while (answered.get() < CONTENTS) {
                    if (next < CONTENTS && room.tryAcquire()) {
                        submit(order.get(next++));
                    } else if (work.tryAcquire(1, TimeUnit.SECONDS)) {
                        serve();
                    }
                }
            } catch (InterruptedException | MalformedFrameException e) {
                throw new AssertionError(e);
            }
        }

        private void submit(int number) {
            byte[] content = tree.get(number);
            scans.submit(new ScanOrder(number + 1, id, Stage.TENANT, Stage.subject(content), false, Duration.ofMinutes(2)), this)
                    .ifPresent(request -> requests.put(number + 1, request));
        }

        private void serve() throws MalformedFrameException {
            Wanted want = wanted.poll();
            if (want != null) {
                byte[] content = tree.get(want.request() - 1);
                requests.get(want.request()).fragment(want.offset(), ByteBuffer.wrap(content, (int) want.offset(), want.length()));
            }
        }

        @Override
        public void want(int request, long offset, int length) {
            wanted.add(new Wanted(request, offset, length));
            work.release();
        }

        @Override
        public void answer(int request, Verdict verdict) {
            (verdict.status() == ScanStatus.CLEAN ? clean : other).incrementAndGet();
            answered.incrementAndGet();
            room.release();
            work.release();
        }
    }

    @Test
    void eachContentIsSentAndScannedOnce() throws InterruptedException {
        long bytes = 0;
        for (int i = 0; i < CONTENTS; i++) {
            tree.add(Stage.content('a', i, 5 + i * 7 % 9000));
            bytes += tree.get(i).length;
        }
        List<Agent> agents = new ArrayList<>();
        for (int i = 0; i < AGENTS; i++) {
            agents.add(new Agent(i));
        }
        agents.forEach(Thread::start);
        for (Agent agent : agents) {
            agent.join();
        }
        assertEquals(0, other.get());
        assertEquals(AGENTS * CONTENTS, clean.get());
        Scans.Figures figures = scans.figures();
        // A leader whose thread does not get a processor for half a second rightly loses the lead; nothing else may cost a second copy.
        assertTrue(figures.engineScans() <= CONTENTS + figures.leadsPassedOn(), figures::toString);
        assertTrue(figures.engineScans() <= CONTENTS * 1.01, figures::toString);
        assertTrue(figures.bytesReceived() <= bytes * 1.01, figures::toString);
        assertEquals(AGENTS * CONTENTS, figures.submitted());
        scans.close();
        timer.shutdownNow();
    }
}
