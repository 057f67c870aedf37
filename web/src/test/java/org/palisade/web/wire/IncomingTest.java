package org.palisade.web.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import jakarta.json.bind.JsonbBuilder;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.palisade.protocol.http.AgentSessions;
import org.palisade.protocol.http.ConsoleRecords;
import org.palisade.protocol.http.EventBatch;
import org.palisade.protocol.http.SvmReport;
import org.palisade.protocol.signed.PeerKind;
import org.palisade.server.event.boundary.NewEvent;
import org.palisade.server.platform.boundary.ProblemException;
import org.palisade.server.svm.boundary.SessionEntries;
import org.palisade.server.svm.boundary.SvmCondition;
import org.palisade.server.svm.boundary.SvmStatement;

class IncomingTest {

    @Test
    void aReportComesThroughWhole() {
        SvmStatement statement = Incoming.statement(new SvmReport("svm-1", 9877, "/dc/host", "0.1.0", 1, "set", 12.5, 3, true, "v1",
                "2026-11-25T00:00:00Z", "fresh", "valid", 2, null));
        assertEquals(new SvmStatement("svm-1", 9877, Optional.of("/dc/host"), "0.1.0", 1, "set", 12.5, 3, true,
                new SvmCondition(Optional.of("v1"), Optional.of(Instant.parse("2026-11-25T00:00:00Z")), Optional.of("fresh"), Optional.of("valid"), 2)), statement);
    }

    @Test
    void whatIsAbsentOnTheWireIsEmptyInside() throws Exception {
        SvmStatement statement = Incoming.statement(JsonbBuilder.create().fromJson("{\"port\":1}", SvmReport.class));
        assertEquals("", statement.address());
        assertEquals(Optional.empty(), statement.path());
        assertEquals(SvmCondition.UNKNOWN, statement.condition());
        assertEquals(Optional.empty(), Sessions.incoming(JsonbBuilder.create().fromJson("{\"port\":1}", SvmReport.class)));
    }

    @Test
    void sessionsComeThroughWhole() {
        UUID id = new UUID(1, 2);
        SessionEntries piece = Sessions.incoming(report("2026-11-25T00:00:00Z", new AgentSessions.Entry(7, id.toString(), id.toString(), id.toString(), "able",
                "2026-11-25T00:00:00Z", id.toString(), 42))).orElseThrow();
        assertEquals(new SessionEntries(id, Instant.parse("2026-11-25T00:00:00Z"), List.of(new SessionEntries.Entry(7, id, id, id, SessionEntries.Kind.ABLE,
                Instant.parse("2026-11-25T00:00:00Z"), id, 42))), piece);
    }

    @Test
    void everyValueOfTheSessionsWithoutFormIsPointedAt() throws Exception {
        assertEquals(List.of("/databasesCreated"), pointers(() -> Incoming.statement(JsonbBuilder.create().fromJson("{\"databasesCreated\":\"today\"}", SvmReport.class))));
        assertEquals(List.of("/sessions/entries/0/session", "/sessions/entries/0/agent", "/sessions/entries/0/tenant", "/sessions/entries/0/kind",
                "/sessions/entries/0/time", "/sessions/entries/0/run", "/sessions/entries/1", "/sessions/sentAt"),
                pointers(() -> Sessions.incoming(report("x", new AgentSessions.Entry(1, "x", null, "", "Able", "now", "x", 0), null))));
    }

    private static SvmReport report(String sentAt, AgentSessions.Entry... entries) {
        return new SvmReport("svm-1", 1, null, "1", 1, "s", 0, 0, false, null, null, null, null, 0,
                new AgentSessions(new UUID(1, 2).toString(), sentAt, new UUID(1, 2).toString(), 1, Arrays.asList(entries)));
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
