package org.palisade.server.event.control;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.palisade.server.event.boundary.NewEvent;

class ValidEventTest {

    private static final String ID = "11111111-2222-3333-4444-555555555555";
    private static final String TIME = "2026-11-23T12:00:00Z";

    private final List<String> wrong = new ArrayList<>();

    @Test
    void anEventWithoutAFileIsValid() {
        NewEvent told = new NewEvent(ID, TIME, "warning", "svm-lost", Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
        assertTrue(ValidEvent.check(told, "/events/0", wrong).isPresent());
        assertEquals(List.of(), wrong);
    }

    @Test
    void everyWrongPartIsPointedAt() {
        NewEvent told = new NewEvent("1-2-3-4-5", "yesterday", "bad", "Malware found!", Optional.of("x".repeat(4097)),
                Optional.of("x".repeat(257)), Optional.of("D".repeat(64)), Optional.of("took it away"));
        assertTrue(ValidEvent.check(told, "/events/7", wrong).isEmpty());
        assertEquals(List.of("/events/7/id", "/events/7/time", "/events/7/severity", "/events/7/kind", "/events/7/path", "/events/7/threat",
                "/events/7/digest", "/events/7/action"), wrong);
    }

    @Test
    void whatIsAbsentIsPointedAtToo() {
        NewEvent told = new NewEvent(null, null, null, null, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
        assertTrue(ValidEvent.check(told, "/events/0", wrong).isEmpty());
        assertEquals(List.of("/events/0/id", "/events/0/time", "/events/0/severity", "/events/0/kind"), wrong);
    }

    @Test
    void aTimeOutsideOfWhatCanBeKeptIsRefused() {
        for (String time : List.of("1969-12-31T23:59:59Z", "+10000-01-01T00:00:00Z", "2026-11-23 12:00:00", "")) {
            wrong.clear();
            ValidEvent.check(new NewEvent(ID, time, "warning", "x", Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty()), "", wrong);
            assertEquals(List.of("/time"), wrong, time);
        }
    }
}
