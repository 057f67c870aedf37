package org.palisade.tools;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.palisade.networkagent.Json;
import org.palisade.protocol.http.ConsoleRecords;

class EventsCommandTest {

    private static final ConsoleRecords.Event EVENT = new ConsoleRecords.Event(5, "id-1", "2026-01-01T00:00:00Z", "critical", "malware-detected",
            "agent:a", "/tmp/a\nb", "Eicar-Test-Signature", null, "quarantined");

    @Test
    void scriptsFindEveryFieldEvenWhenItIsEmpty() {
        assertEquals("{\"id\":\"id-1\",\"time\":\"2026-01-01T00:00:00Z\",\"severity\":\"critical\",\"kind\":\"malware-detected\","
                + "\"source\":\"agent:a\",\"path\":\"/tmp/a\\nb\",\"threat\":\"Eicar-Test-Signature\",\"digest\":null,\"action\":\"quarantined\"}",
                Json.write(EventsCommand.Line.of(EVENT)));
    }

    @Test
    void peopleSeeOneLineEvenIfAPathHoldsALineBreak() {
        assertEquals("2026-01-01T00:00:00Z  critical     malware-detected  Eicar-Test-Signature  /tmp/a?b  quarantined  agent:a",
                EventsCommand.Line.of(EVENT).text());
    }
}
