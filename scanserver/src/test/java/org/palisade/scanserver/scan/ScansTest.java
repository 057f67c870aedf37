package org.palisade.scanserver.scan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.palisade.protocol.scan.Digest;
import org.palisade.protocol.scan.Message.Subject;
import org.palisade.protocol.scan.Reason;
import org.palisade.protocol.scan.Verdict;
import org.palisade.scanserver.cache.CacheConfig;
import org.palisade.scanserver.cache.SharedCache;
import org.palisade.scanserver.engine.MemoryEngine;

@Timeout(60)
class ScansTest {

    private static final UUID TENANT = new UUID(0, 1);

    private final BlockingQueue<String> said = new LinkedBlockingQueue<>();
    private final ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1);
    private final Requester agent = requester(false);
    private Scans scans;

    private void open(int places, Duration stall) {
        scans = new Scans(new ScanConfig(1, places, 100, 1 << 20, 65536, 1, stall), new MemoryEngine(), SharedCache.inMemory(new CacheConfig(10), "memory-1"), timer);
    }

    @AfterEach
    void close() {
        scans.close();
        timer.shutdownNow();
    }

    private Requester requester(boolean breaks) {
        return new Requester() {
            @Override
            public void want(int request, long offset, int length) {
                said.add("want " + request);
            }

            @Override
            public void answer(int request, Verdict verdict) {
                said.add(request + " " + (verdict.reason() == Reason.NONE ? verdict.status().word() : verdict.reason().word()));
                if (breaks) {
                    throw new IllegalStateException("broken");
                }
            }
        };
    }

    private static ScanOrder order(int number) {
        return order(1, number);
    }

    private static ScanOrder order(int agent, int number) {
        return new ScanOrder(number, new UUID(1, agent), TENANT, new Subject(new Digest(number, 0, 0, 0), 1000), false, Duration.ofMinutes(1));
    }

    private void says(String what) throws InterruptedException {
        assertEquals(what, said.poll(20, TimeUnit.SECONDS));
    }

    @Test
    void oneAgentHasAQuarterOfThePlacesAndHoldsUpNobody() throws InterruptedException {
        open(8, Duration.ofSeconds(30));
        for (int i = 1; i <= 4; i++) {
            scans.submit(order(1, i), agent);
        }
        says("want 1");
        says("want 2");
        scans.submit(order(2, 5), agent);
        says("want 5");
        // The same content as one that waits.
        scans.submit(order(2, 4), agent);
        says("want 4");
        assertTrue(said.isEmpty());
        assertEquals(5, scans.underWay());
    }

    @Test
    void whatWaitsIsOpenedWhenAPlaceOfItsAgentIsFree() throws InterruptedException {
        open(8, Duration.ofSeconds(30));
        ScanRequest first = scans.submit(order(1), agent).orElseThrow();
        says("want 1");
        scans.submit(order(2), agent);
        says("want 2");
        scans.submit(order(3), agent);
        first.cancel();
        says("want 3");
    }

    @Test
    void nothingIsHeldLongerThanAnHour() {
        ScanOrder order = new ScanOrder(1, TENANT, TENANT, order(1).subject(), false, Duration.ofDays(1));
        assertEquals(Duration.ofHours(1), order.deadline());
        open(1, Duration.ofSeconds(30));
    }

    @Test
    void aSweepThatFailsIsNotTheLast() throws InterruptedException {
        open(2, Duration.ofSeconds(1));
        scans.submit(order(1), requester(true));
        says("want 1");
        scans.submit(order(2), agent);
        says("want 2");
        says("1 deadline");
        says("2 deadline");
    }
}
