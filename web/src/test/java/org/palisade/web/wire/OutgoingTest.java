package org.palisade.web.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;

import jakarta.json.bind.JsonbBuilder;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.palisade.protocol.http.ConsoleRecords;
import org.palisade.server.svm.boundary.SvmCondition;
import org.palisade.server.svm.boundary.SvmEntry;
import org.palisade.server.svm.boundary.SvmState;
import org.palisade.server.svm.boundary.SvmStatement;

class OutgoingTest {

    private static final UUID ID = UUID.fromString("10000000-0000-4000-8000-000000000001");
    private static final Instant TIME = Instant.parse("2026-11-23T20:00:00Z");
    private static final SvmEntry NEW = new SvmEntry(ID, "svm-1", "0.1.0", SvmState.ENROLLED, Optional.empty(), Optional.empty());
    private static final SvmEntry RUNNING = new SvmEntry(ID, "svm-2", "0.1.0", SvmState.RUNNING,
            Optional.of(new SvmStatement("2001:db8::7", 9877, Optional.empty(), "0.1.0", 1, "set", 12.5, 3, false, SvmCondition.UNKNOWN)), Optional.of(TIME));

    @Test
    void anSvmThatNeverReportedHasNoAddress() {
        ConsoleRecords.Svm svm = Outgoing.svms(List.of(NEW)).svms().get(0);
        assertEquals("enrolled", svm.state());
        assertNull(svm.address());
        assertNull(svm.lastReport());
    }

    @Test
    void anIpv6AddressStandsInBrackets() {
        assertEquals("[2001:db8::7]:9877", Outgoing.svms(List.of(RUNNING)).svms().get(0).address());
    }

    @Test
    void anAgentIsToldOnlyOfSvmsWithAnAddress() {
        assertEquals(List.of("2001:db8::7"), Outgoing.selectable(List.of(NEW, RUNNING)).svms().stream().map(svm -> svm.address()).toList());
    }

    @ParameterizedTest
    @CsvSource({"valid,valid", "expired,expired", "trial-expired,expired", "missing,none", "denied,none", "not-yet-valid,none", "pending,", "never-heard-of,"})
    void anAgentIsToldOfALicenceWhatItNeedsToChoose(String reported, String told) {
        SvmCondition condition = new SvmCondition(Optional.empty(), Optional.empty(), Optional.empty(), Optional.of(reported), 0);
        SvmStatement statement = new SvmStatement("svm", 9877, Optional.empty(), "0.1.0", 1, "set", 12.5, 3, false, condition);
        SvmEntry svm = new SvmEntry(ID, "svm-2", "0.1.0", SvmState.RUNNING, Optional.of(statement), Optional.of(TIME));
        assertEquals(told, Outgoing.selectable(List.of(svm)).svms().get(0).licence());
    }

    @Test
    void theOverviewShowsEveryNumberInItsPlace() {
        ConsoleRecords.Overview overview = Outgoing.overview(2, 1, 4, 3, Long.MAX_VALUE);
        assertEquals(List.of(2, 1, 4, 3, Integer.MAX_VALUE),
                List.of(overview.svms(), overview.svmsReporting(), overview.agents(), overview.agentsConnected(), overview.detections()));
    }

    @Test
    void theVersionIsTheBuilds() {
        assertFalse(Outgoing.overview(0, 0, 0, 0, 0).version().contains("$"));
    }

    @Test
    void whatIsAbsentDoesNotStandInTheJson() throws Exception {
        assertFalse(JsonbBuilder.create().toJson(Outgoing.svms(List.of(NEW))).contains("null"));
    }
}
