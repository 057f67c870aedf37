package org.palisade.web.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import jakarta.json.bind.JsonbBuilder;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.palisade.protocol.http.ConsoleRecords;
import org.palisade.protocol.http.EventBatch;
import org.palisade.protocol.http.SvmReport;
import org.palisade.protocol.signed.PeerKind;
import org.palisade.server.event.boundary.NewEvent;
import org.palisade.server.platform.boundary.ProblemException;
import org.palisade.server.svm.boundary.SvmStatement;

class IncomingTest {

    @Test
    void aReportComesThroughWhole() {
        SvmStatement statement = Incoming.statement(new SvmReport("svm-1", 9877, "/dc/host", "0.1.0", 1, "set", 12.5, 3, true));
        assertEquals(new SvmStatement("svm-1", 9877, Optional.of("/dc/host"), "0.1.0", 1, "set", 12.5, 3, true), statement);
    }

    @Test
    void whatIsAbsentOnTheWireIsEmptyInside() throws Exception {
        SvmStatement statement = Incoming.statement(JsonbBuilder.create().fromJson("{\"port\":1}", SvmReport.class));
        assertEquals("", statement.address());
        assertEquals(Optional.empty(), statement.path());
    }

    @Test
    void eventsKeepTheirOrder() {
        List<NewEvent> events = Incoming.events(new EventBatch(List.of(event("a"), event("b"))));
        assertEquals(List.of("a", "b"), events.stream().map(NewEvent::id).toList());
    }

    @Test
    void missingEventsArePointedAt() {
        assertEquals(List.of("/events"), pointers(() -> Incoming.events(new EventBatch(null))));
        assertEquals(List.of("/events/0", "/events/2"), pointers(() -> Incoming.events(new EventBatch(Arrays.asList(null, event("a"), null)))));
    }

    @Test
    void aTokenIsForAnSvmOrAnAgent() {
        assertEquals(PeerKind.AGENT, Incoming.kind(new ConsoleRecords.TokenOrder("agent", 1, 1)));
        assertEquals(List.of("/kind"), pointers(() -> Incoming.kind(new ConsoleRecords.TokenOrder("server", 1, 1))));
        assertEquals(List.of("/kind"), pointers(() -> Incoming.kind(new ConsoleRecords.TokenOrder(null, 1, 1))));
    }

    @Test
    void aNumberInTheQueryIsOneOrAbsent() {
        assertEquals(100, Incoming.number(null, 100, "/limit"));
        assertEquals(7, Incoming.number("7", 100, "/limit"));
        assertEquals(List.of("/limit"), pointers(() -> Incoming.number("seven", 100, "/limit")));
    }

    @Test
    void aMissingPasswordIsPointedAt() {
        assertEquals(List.of("/wanted"), pointers(() -> Incoming.password(null, "/wanted")));
    }

    private static EventBatch.Event event(String id) {
        return new EventBatch.Event(id, "2026-11-23T20:00:00Z", "critical", "malware-detected", null, null, null, null);
    }

    private static List<String> pointers(Executable executable) {
        return assertThrows(ProblemException.class, executable).pointers();
    }
}
