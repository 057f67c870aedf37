package org.palisade.networkagent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ReportsTest {

    private final Semaphore sent = new Semaphore(0);

    @Test
    void oneReportGoesOutAtTheStartAndOneForAChange() throws Exception {
        try (Reports reports = new Reports(sent::release, Duration.ofHours(1))) {
            assertTrue(sent.tryAcquire(5, TimeUnit.SECONDS));
            reports.changed();
            assertTrue(sent.tryAcquire(5, TimeUnit.SECONDS));
        }
    }

    @Test
    void withoutAnyChangeReportsKeepTheirRhythm() throws Exception {
        Reports reports = new Reports(sent::release, Duration.ofMillis(10));
        assertTrue(sent.tryAcquire(3, 5, TimeUnit.SECONDS));
        reports.close();
    }

    @Test
    void aFailedReportIsSentAgain() throws Exception {
        Semaphore tried = new Semaphore(0);
        Reports reports = new Reports(() -> {
            tried.release();
            throw new IOException("away");
        }, Duration.ofMillis(10));
        assertTrue(tried.tryAcquire(2, 5, TimeUnit.SECONDS));
        reports.close();
    }

    @Test
    void aReportThatCouldNotBeMadeIsNotTheLast() throws Exception {
        Semaphore tried = new Semaphore(0);
        Reports reports = new Reports(() -> {
            tried.release();
            throw new IllegalStateException("broken");
        }, Duration.ofMillis(10));
        assertTrue(tried.tryAcquire(2, 5, TimeUnit.SECONDS));
        reports.close();
    }

    @Test
    void closingSendsALastReport() throws Exception {
        Reports reports = new Reports(sent::release, Duration.ofHours(1));
        assertTrue(sent.tryAcquire(5, TimeUnit.SECONDS));
        reports.close();
        assertEquals(1, sent.availablePermits());
    }
}
