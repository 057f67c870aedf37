package org.palisade.scanserver.scan;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class PaceTest {

    private static final long SECOND = 1_000_000_000L;
    private static final int FRAGMENT = 256 * 1024;

    private final Pace pace = new Pace(Duration.ofSeconds(15));
    private long now = -7 * SECOND;

    private void fragmentAfter(int seconds) {
        pace.await(now);
        now += seconds * SECOND;
        pace.arrived(now, FRAGMENT);
    }

    @Test
    void silenceIsTooSlow() {
        pace.await(now);
        assertFalse(pace.tooSlow(now + 15 * SECOND));
        assertTrue(pace.tooSlow(now + 16 * SECOND));
    }

    @Test
    void aFragmentEveryNineSecondsIsTooSlow() {
        fragmentAfter(9);
        assertFalse(pace.tooSlow(now));
        pace.resume(now);
        fragmentAfter(9);
        assertTrue(pace.tooSlow(now));
    }

    @Test
    void aFragmentEveryThreeSecondsIsNot() {
        for (int i = 0; i < 100; i++) {
            fragmentAfter(3);
            assertFalse(pace.tooSlow(now));
            pace.resume(now);
        }
    }

    @Test
    void timeTheServerNeedsIsNotTheAgents() {
        fragmentAfter(1);
        pace.resume(now);
        now += 1000 * SECOND;
        assertFalse(pace.tooSlow(now));
        fragmentAfter(1);
        assertFalse(pace.tooSlow(now));
    }
}
