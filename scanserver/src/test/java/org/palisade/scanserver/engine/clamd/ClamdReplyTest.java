package org.palisade.scanserver.engine.clamd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.palisade.protocol.scan.Reason;
import org.palisade.protocol.scan.ScanStatus;
import org.palisade.scanserver.engine.EngineUnavailableException;

class ClamdReplyTest {

    @Test
    void aFindingHasTheNameBetweenStreamAndFound() throws EngineUnavailableException {
        assertEquals("Win.Test.EICAR_HDB-1", ClamdReply.verdict("stream: Win.Test.EICAR_HDB-1 FOUND", "set").threat());
    }

    @Test
    void aLimitIsNoThreat() throws EngineUnavailableException {
        assertEquals(Reason.ENGINE_LIMIT, ClamdReply.verdict("stream: Heuristics.Limits.Exceeded.MaxFileSize FOUND", "set").reason());
    }

    @Test
    void nothingFoundIsClean() throws EngineUnavailableException {
        assertEquals(ScanStatus.CLEAN, ClamdReply.verdict("stream: OK", "set").status());
    }

    @ParameterizedTest
    @ValueSource(strings = {"stream: FOUND", "stream:  FOUND", "stream:   FOUND"})
    void aFindingWithoutANameIsNoVerdict(String reply) {
        EngineUnavailableException told = assertThrows(EngineUnavailableException.class, () -> ClamdReply.verdict(reply, "set"));
        assertEquals("clamd found something without a name", told.getMessage());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "stream:", "stream: ", "FOUND", " FOUND", "stream:FOUND", "stream: OK ", "stream: x ERROR", "stream: NOTFOUND"})
    void whatIsNeitherIsNoVerdict(String reply) {
        assertThrows(EngineUnavailableException.class, () -> ClamdReply.verdict(reply, "set"));
    }
}
