package org.palisade.agent.gap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.palisade.networkagent.Json;
import org.palisade.protocol.http.AgentReport;
import org.palisade.protocol.http.GapReport;

class GapReportTest {

    @TempDir
    Path home;

    @Test
    void anOlderAgentsReportReadsAsNone() throws Exception {
        AgentReport read = Json.read("{\"host\":\"h\",\"version\":\"0.1\",\"state\":\"connected\",\"protection\":\"none\"}", AgentReport.class);
        assertEquals(new AgentReport("h", "0.1", "connected", null, "none", null), read);
        assertFalse(Json.write(read).contains("gaps"));
    }

    @Test
    void aReportSurvivesTheWay() throws Exception {
        GapReport gaps = new GapReport(List.of(new GapReport.Period("2026-11-25T12:00:00Z", "2026-11-25T12:00:05Z", 5, 2),
                new GapReport.Period("2026-11-25T12:10:00Z", null, 3, 1)), 8, 3, 2, 1, 4, 5);
        AgentReport report = new AgentReport("h", "0.1", "disconnected", null, "on-access", gaps);
        assertEquals(report, Json.read(Json.write(report), AgentReport.class));
    }

    @Test
    void theReportHoldsWhatTheLedgerAndThePeriodsHold() {
        GapStage stage = new GapStage(home.resolve("gaps"));
        try (Gaps gaps = new Gaps(stage.folder, new GapConfig(stage.cap), stage.clock(), () -> stage.nanos)) {
            gaps.start(() -> stage.nanos < 0, count -> { });
            gaps.ledger().happened(GapStage.seen(1), Happening.LET_THROUGH, Why.NO_SVM);
            GapReport.Period lasting = gaps.report().periods().get(0);
            assertEquals("2026-11-25T12:00:00Z", lasting.start());
            assertNull(lasting.end());
            stage.nanos += 3_000_000_000L;
            gaps.look();
            GapReport report = gaps.report();
            assertEquals(List.of(new GapReport.Period("2026-11-25T12:00:00Z", "2026-11-25T12:00:03Z", 3, 1)), report.periods());
            assertEquals(new GapReport(report.periods(), 3, 1, 1, 0, 0, 0), report);
        }
    }
}
