package org.palisade.scanserver.door;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.palisade.protocol.scan.Reason;
import org.palisade.protocol.scan.Verdict;

/** What the choice of {@code door.not-fully-scanned} covers. */
class RepliesTest {

    private static String reply(Reason reason, Unscanned unscanned) {
        return Replies.verdict(Verdict.error(reason), unscanned);
    }

    @Test
    void whatContentCanBringAboutIsFoundIfThatIsChosen() {
        assertEquals("stream: Heuristics.Limits.Exceeded.MaxScanTime FOUND", reply(Reason.DEADLINE, Unscanned.FOUND));
        assertEquals("stream: Heuristics.Limits.Exceeded.internal FOUND", reply(Reason.INTERNAL, Unscanned.FOUND));
        assertEquals("stream: Not scanned: deadline. ERROR", reply(Reason.DEADLINE, Unscanned.ERROR));
        assertEquals("stream: Not scanned: internal. ERROR", reply(Reason.INTERNAL, Unscanned.ERROR));
    }

    @Test
    void whatTheServerLacksIsAnErrorEitherWay() {
        for (Unscanned unscanned : Unscanned.values()) {
            assertEquals("stream: Not scanned: busy. ERROR", reply(Reason.BUSY, unscanned));
            assertEquals("stream: Not scanned: engine-unavailable. ERROR", reply(Reason.ENGINE_UNAVAILABLE, unscanned));
            assertEquals("stream: Not scanned: licence. ERROR", reply(Reason.LICENCE, unscanned));
        }
    }
}
