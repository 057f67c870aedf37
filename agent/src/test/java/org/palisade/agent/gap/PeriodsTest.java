package org.palisade.agent.gap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PeriodsTest {

    @TempDir
    Path home;

    private GapStage stage;

    @BeforeEach
    void stage() {
        stage = new GapStage(home.resolve("gaps"));
    }

    @Test
    void aPeriodHasBeginEndAndWhatWasLetThrough() {
        Instant begin = stage.now;
        Periods periods = stage.periods();
        periods.look(false, 3);
        periods.look(true, 3);
        pass(90);
        periods.look(true, 10);
        assertFalse(periods.latest(1).get(0).over());
        periods.look(false, 12);
        List<Periods.Period> expected = List.of(new Periods.Period(begin, Duration.ofSeconds(90), 9, true));
        assertEquals(expected, periods.latest(10));
        assertEquals(begin.plusSeconds(90), expected.get(0).end());
        assertEquals(expected, stage.periods().latest(10));
        assertEquals(expected, stage.periods().latest(10));
    }

    @Test
    void aKillEndsThePeriodWhenItWasLastLookedAt() {
        Periods killed = stage.periods();
        killed.look(true, 0);
        pass(7);
        killed.look(true, 4);
        pass(1000);
        Periods next = stage.periods();
        assertEquals(1, next.latest(10).size());
        assertEquals(Duration.ofSeconds(7), next.total());
        assertEquals(4, next.latest(1).get(0).letThrough());
        assertTrue(next.latest(1).get(0).over());
        next.look(true, 4);
        assertEquals(2, next.latest(10).size());
    }

    @Test
    void settingTheClockDoesNotChangeHowLongItWas() {
        Periods periods = stage.periods();
        periods.look(true, 0);
        stage.now = stage.now.minusSeconds(86_400);
        pass(5);
        periods.look(true, 0);
        stage.now = stage.now.plusSeconds(1_000_000);
        pass(5);
        periods.look(false, 0);
        assertEquals(Duration.ofSeconds(10), periods.total());
        assertEquals(Duration.ofSeconds(10), stage.periods().total());
    }

    @Test
    void anOrderlyEndEndsThePeriod() {
        Periods periods = stage.periods();
        periods.look(true, 0);
        pass(3);
        periods.close();
        assertEquals(Duration.ofSeconds(3), stage.periods().total());
    }

    @Test
    void olderPeriodsAreAddedUpAndNoneIsLost() {
        Periods periods = stage.periods();
        int many = 3 * Periods.MOST;
        for (int i = 0; i < many; i++) {
            periods.look(true, 0);
            pass(1);
            periods.look(false, 0);
        }
        assertEquals(Periods.MOST, periods.latest(many).size());
        assertEquals(Duration.ofSeconds(many), periods.total());
        Periods next = stage.periods();
        assertEquals(Periods.MOST, next.latest(many).size());
        assertEquals(Duration.ofSeconds(many), next.total());
        assertTrue(home.resolve("gaps/periods").toFile().length() < 40L * 2 * Periods.MOST + 100);
    }

    @Test
    void aFlippedByteCostsItsPeriodOnly() throws IOException {
        Periods periods = stage.periods();
        for (int i = 0; i < 3; i++) {
            periods.look(true, 0);
            pass(10);
            periods.look(false, 0);
        }
        byte[] whole = Files.readAllBytes(stage.folder.resolve("periods"));
        for (int at = 0; at < whole.length; at++) {
            byte[] flipped = whole.clone();
            flipped[at] ^= 0x10;
            Path folder = Files.createDirectory(home.resolve("flip" + at));
            Files.write(folder.resolve("periods"), flipped);
            assertTrue(new GapStage(folder).periods().latest(10).size() >= 2, "byte " + at);
        }
    }

    @Test
    void aSlotWithAFlippedByteGivesTheLastOrTheOneBefore() throws IOException {
        Path path = home.resolve("slot");
        try (Slot slot = new Slot(path, 2)) {
            slot.put(1, 11);
            slot.put(2, 22);
        }
        byte[] whole = Files.readAllBytes(path);
        int lost = 0;
        for (int at = 0; at < whole.length; at++) {
            byte[] flipped = whole.clone();
            flipped[at] ^= 1;
            Files.write(path, flipped);
            try (Slot slot = new Slot(path, 2)) {
                long first = slot.get()[0];
                assertTrue(first == 1 || first == 2, "byte " + at);
                assertEquals(11 * first, slot.get()[1]);
                lost += first == 1 ? 1 : 0;
            }
        }
        assertEquals(whole.length / 2, lost);
        Files.write(path, java.util.Arrays.copyOf(whole, 17));
        try (Slot slot = new Slot(path, 2)) {
            assertEquals(0, slot.get()[0]);
            slot.put(3, 33);
        }
        try (Slot slot = new Slot(path, 2)) {
            assertEquals(3, slot.get()[0]);
        }
    }

    private void pass(int seconds) {
        stage.nanos += TimeUnit.SECONDS.toNanos(seconds);
        stage.now = stage.now.plusSeconds(seconds);
    }
}
