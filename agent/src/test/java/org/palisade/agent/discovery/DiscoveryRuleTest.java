package org.palisade.agent.discovery;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class DiscoveryRuleTest {

    private final DiscoveryRule rule = new DiscoveryRule();

    @Test
    void withoutAConnectionAFailedAttemptIsRepeatedAfterThirtySeconds() {
        assertEquals(Duration.ofSeconds(30), rule.pause(true, false));
    }

    @Test
    void withAConnectionTheListIsAskedForEveryFiveMinutes() {
        assertEquals(Duration.ofMinutes(5), rule.pause(false, true));
        assertEquals(Duration.ofMinutes(5), rule.pause(true, true));
    }

    @Test
    void aListThatDoesNotHelpIsAskedForSoonAndThenLessOften() {
        List<Long> pauses = Stream.generate(() -> {
            long pause = rule.pause(false, false).toSeconds();
            rule.inVain();
            return pause;
        }).limit(7).toList();
        assertEquals(List.of(1L, 2L, 4L, 8L, 16L, 30L, 30L), pauses);
    }

    @Test
    void afterALossItBeginsWithShortPausesAgain() {
        for (int i = 0; i < 10; i++) {
            rule.inVain();
        }
        rule.again();
        assertEquals(Duration.ofSeconds(1), rule.pause(false, false));
    }
}
