package org.palisade.scanserver.scan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class WheelTest {

    private static final long TICK = 50;

    private final Wheel<String> wheel = new Wheel<>(TICK, 7);
    private final List<String> due = new ArrayList<>();

    private Wheel.Alarm<String> set(String name, long at) {
        Wheel.Alarm<String> alarm = new Wheel.Alarm<>(name);
        wheel.set(alarm, at);
        return alarm;
    }

    private String turn(long now) {
        due.clear();
        wheel.turn(now, due::add);
        due.sort(null);
        return String.join(" ", due);
    }

    @Test
    void itGoesOffAtItsTimeToTheNextTickAndOnce() {
        Wheel.Alarm<String> alarm = set("a", 120);
        assertEquals("", turn(100));
        assertTrue(alarm.isSet());
        assertEquals("a", turn(150));
        assertFalse(alarm.isSet());
        assertEquals("", turn(100_000));
    }

    @Test
    void neverEarlyNeverLaterThanATick() {
        for (int at = 1; at < 400; at++) {
            set("at " + at, at);
        }
        for (long now = 0; now <= 400; now += TICK) {
            due.clear();
            wheel.turn(now, due::add);
            for (String name : due) {
                long at = Long.parseLong(name.substring(3));
                assertTrue(at <= now && now - at < 2 * TICK, name + " at " + now);
            }
        }
        assertEquals("", turn(1000));
    }

    @Test
    void timesBeyondARevolutionWait() {
        set("far", 1024 * TICK * 3 + 10);
        set("near", 1024 * TICK + 10);
        assertEquals("", turn(1024 * TICK));
        assertEquals("near", turn(1024 * TICK + TICK));
        assertEquals("", turn(1024 * TICK * 3));
        assertEquals("far", turn(1024 * TICK * 3 + TICK));
    }

    @Test
    void aTurnThatComesLateMissesNothing() {
        for (int i = 0; i < 3000; i++) {
            set("x", i * TICK);
        }
        turn(5000 * TICK);
        assertEquals(3000, due.size());
    }

    @Test
    void whatIsClearedOrSetAnewDoesNotGoOffAtItsOldTime() {
        Wheel.Alarm<String> first = set("first", 100);
        Wheel.Alarm<String> second = set("second", 100);
        set("third", 100);
        wheel.clear(first);
        wheel.clear(first);
        wheel.set(second, 300);
        assertEquals("third", turn(200));
        assertEquals("second", turn(300));
    }

    @Test
    void aTimeThatIsPastComesWithTheNextTurn() {
        turn(1000);
        set("late", 10);
        assertEquals("late", turn(1050));
    }

    @Test
    void oneThatGoesOffMaySetItselfAndClearAnother() {
        Wheel.Alarm<String> other = new Wheel.Alarm<>("other");
        Wheel.Alarm<String> self = new Wheel.Alarm<>("self");
        wheel.set(self, 100);
        wheel.set(other, 100);
        wheel.turn(100, name -> {
            due.add(name);
            wheel.clear(other);
            wheel.set(self, 150);
        });
        assertEquals(List.of("self"), due);
        assertEquals("self", turn(150));
    }

    @Test
    void aClockMayBeNegative() {
        Wheel<String> below = new Wheel<>(TICK, -10_000);
        Wheel.Alarm<String> alarm = new Wheel.Alarm<>("a");
        below.set(alarm, -9_000);
        below.turn(-9_100, due::add);
        assertTrue(due.isEmpty());
        below.turn(-9_000, due::add);
        assertEquals(List.of("a"), due);
    }
}
