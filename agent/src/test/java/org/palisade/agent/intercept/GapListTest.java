package org.palisade.agent.intercept;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.palisade.agent.file.RawPath;

class GapListTest {

    private static final RawPath FILE = RawPath.of("/srv/a".getBytes(StandardCharsets.US_ASCII));

    private final GapList gaps = new GapList();

    @Test
    void aFileStaysUntilItHasAVerdict() {
        gaps.add(FILE);
        assertEquals(List.of(FILE), gaps.next(10));
        gaps.undone(FILE);
        assertEquals(List.of(FILE), gaps.next(10));
        gaps.done(FILE);
        assertEquals(0, gaps.size());
    }

    @Test
    void whileAFileIsBeingScannedItIsNeitherTriedAgainNorGivenUp() {
        gaps.add(FILE);
        assertEquals(List.of(FILE), gaps.next(10));
        for (int i = 0; i < 2 * GapList.TRIES; i++) {
            assertEquals(List.of(), gaps.next(10));
        }
        assertEquals(1, gaps.size());
        assertEquals(0, gaps.dropped());
    }

    @Test
    void aFileThatNeverGetsAVerdictIsGivenUpAndCounted() {
        gaps.add(FILE);
        for (int i = 0; i < GapList.TRIES; i++) {
            assertEquals(List.of(FILE), gaps.next(10));
            gaps.undone(FILE);
        }
        assertEquals(List.of(), gaps.next(10));
        assertEquals(0, gaps.size());
        assertEquals(1, gaps.dropped());
    }

    @Test
    void theListIsBounded() {
        for (int i = 0; i <= GapList.MOST; i++) {
            gaps.add(RawPath.of(("/" + i).getBytes(StandardCharsets.US_ASCII)));
        }
        assertEquals(GapList.MOST, gaps.size());
        assertEquals(1, gaps.dropped());
    }
}
