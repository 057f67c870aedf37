package org.palisade.scanserver.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.palisade.networkagent.Json;
import org.palisade.networkagent.process.LogLines;
import org.palisade.protocol.scan.Digest;
import org.palisade.protocol.scan.Message.Subject;
import org.palisade.protocol.scan.Verdict;
import org.palisade.scanserver.scan.ScanObserver.Way;
import org.palisade.scanserver.scan.ScanOrder;

class DetectionLogTest {

    private static final UUID TENANT = new UUID(1, 2);
    private static final UUID AGENT = new UUID(3, 4);

    private final List<String> lines = new ArrayList<>();
    private final Logger logger = Logger.getLogger(LogLines.JSON);
    private final DetectionLog log = new DetectionLog(Clock.fixed(Instant.parse("2026-01-02T03:04:05.678912Z"), ZoneOffset.UTC));

    @BeforeEach
    void listen() {
        logger.setLevel(java.util.logging.Level.ALL);
        logger.setFilter(line -> !lines.add(line.getMessage()));
    }

    @AfterEach
    void leave() {
        logger.setFilter(null);
    }

    private static ScanOrder order() {
        return new ScanOrder(1, AGENT, TENANT, new Subject(Digest.of(Digest.computation().digest()), 0), true, Duration.ofSeconds(1));
    }

    @Test
    void aDetectionIsOneLineOfJson() throws Exception {
        log.ended(order(), Verdict.infected("Some\"Threat\"", "private name.zip/x", "signatures", "set-1"), 5_000_000, 68, Way.SCANNED);
        assertEquals(1, lines.size());
        DetectionLog.Line line = Json.read(lines.get(0), DetectionLog.Line.class);
        assertEquals(new DetectionLog.Line("detection", "2026-01-02T03:04:05.678Z", TENANT.toString(), AGENT.toString(), "Some\"Threat\"",
                "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", 0, true, "signatures", "set-1", "scanned", 5), line);
        assertFalse(lines.get(0).contains("private name"), "no name of a file comes here");
        assertFalse(lines.get(0).contains("\n"));
    }

    @Test
    void whatIsNotInfectedIsNotTold() {
        log.ended(order(), Verdict.clean("signatures", "set-1"), 5_000_000, 68, Way.SCANNED);
        assertEquals(List.of(), lines);
    }
}
