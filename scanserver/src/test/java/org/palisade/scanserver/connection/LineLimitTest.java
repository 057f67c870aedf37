package org.palisade.scanserver.connection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class LineLimitTest {

    private static final long SECOND = 1_000_000_000L;

    private final AtomicLong clock = new AtomicLong(-3 * SECOND);
    private final LineLimit limit = new LineLimit(clock::get);

    @Test
    void twentyLinesInTenSecondsAndThenTheNumberOfTheRest() {
        for (int i = 0; i < 20; i++) {
            assertTrue(limit.take());
        }
        for (int i = 0; i < 5000; i++) {
            assertFalse(limit.take());
        }
        clock.addAndGet(9 * SECOND);
        assertEquals(0, limit.over());
        assertFalse(limit.take());
        clock.addAndGet(SECOND);
        assertEquals(5001, limit.over());
        assertEquals(0, limit.over());
        assertTrue(limit.take());
    }

    @Test
    void aFewLinesAreAllWrittenAndNothingIsSaidOfThem() {
        assertTrue(limit.take());
        clock.addAndGet(60 * SECOND);
        assertEquals(0, limit.over());
        assertTrue(limit.take());
    }
}
