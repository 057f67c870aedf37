package org.palisade.scanserver.scan;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class DrainRateTest {

    private static final long SECOND = 1_000_000_000L;

    private final DrainRate rate = new DrainRate(5);

    private void leave(int count) {
        for (int i = 0; i < count; i++) {
            rate.left();
        }
    }

    @Test
    void untilAnythingIsKnownItIsASecond() {
        assertEquals(1000, rate.retryMillis(500));
        rate.sample(5 + SECOND);
        assertEquals(1000, rate.retryMillis(500));
    }

    @Test
    void itIsHowLongTheQueueTakesToEmpty() {
        leave(100);
        rate.sample(5 + SECOND);
        assertEquals(5000, rate.retryMillis(499));
        assertEquals(1000, rate.retryMillis(99));
    }

    @Test
    void aQueueThatStopsMovingMakesItLonger() {
        leave(100);
        rate.sample(5 + SECOND);
        int before = rate.retryMillis(99);
        rate.sample(5 + 2 * SECOND);
        assertEquals(before / 0.7, rate.retryMillis(99), 2);
    }

    @Test
    void itIsNeverNothingAndNeverMoreThanAMinute() {
        leave(1_000_000);
        rate.sample(5 + SECOND);
        assertEquals(100, rate.retryMillis(0));
        for (int i = 2; i < 200; i++) {
            rate.sample(5 + i * SECOND);
        }
        assertEquals(60_000, rate.retryMillis(1000));
    }
}
