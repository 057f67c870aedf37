package org.palisade.scanserver.scan;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class LoadMeterTest {

    private static final long SECOND = 1_000_000_000L;
    private final AtomicLong clock = new AtomicLong(-5);
    private final LoadMeter meter = new LoadMeter(2, clock::get);

    @Test
    void oneOfTwoWorkersBusyForLongIsHalf() {
        meter.begin();
        for (int i = 0; i < 3600; i++) {
            clock.addAndGet(SECOND);
            meter.sample();
        }
        assertEquals(50.0, meter.sample(), 0.01);
    }

    @Test
    void fiveMinutesOfFullLoadAreTwoThirdsOfTheWay() {
        long first = meter.begin();
        long second = meter.begin();
        clock.addAndGet(300 * SECOND);
        meter.end(first);
        meter.end(second);
        assertEquals(63.2, meter.sample(), 0.1);
        clock.addAndGet(300 * SECOND);
        assertEquals(23.3, meter.sample(), 0.1);
    }

    @Test
    void nothingDoneIsNoLoad() {
        clock.addAndGet(SECOND);
        assertEquals(0.0, meter.sample());
        assertEquals(0.0, meter.sample());
    }
}
