package org.palisade.scanserver.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.palisade.protocol.scan.Digest;
import org.palisade.protocol.scan.ScanStatus;
import org.palisade.protocol.scan.Verdict;

/** What every engine does. */
public interface EngineContract {

    /** The engine under test, which knows {@link #threat()} under {@link #threatName()} and has been refreshed. */
    Engine engine();

    /** An infected object of at least 32 bytes, infected as a whole and not only by a part of it. */
    byte[] threat();

    String threatName();

    static Verdict judge(Engine engine, byte[] content, int piece) throws EngineUnavailableException {
        return judge(engine, content, piece, false);
    }

    static Verdict judge(Engine engine, byte[] content, int piece, boolean archives) throws EngineUnavailableException {
        try (Scan scan = engine.open(content.length, archives, Checkpoint.NONE)) {
            feed(scan, content, 0, content.length, piece);
            return scan.finish(digest(content));
        }
    }

    static void feed(Scan scan, byte[] content, int from, int to, int piece) throws EngineUnavailableException {
        for (int i = from; i < to; i += piece) {
            ByteBuffer bytes = ByteBuffer.wrap(content, i, Math.min(piece, to - i));
            scan.feed(bytes);
            assertFalse(bytes.hasRemaining());
        }
    }

    static Digest digest(byte[] content) {
        return Digest.of(Digest.computation().digest(content));
    }

    @Test
    default void anEmptyObjectIsClean() throws EngineUnavailableException {
        assertEquals(Verdict.clean(engine().name(), engine().signatureSet()), judge(engine(), new byte[0], 1));
    }

    @Test
    default void plainTextIsClean() throws EngineUnavailableException {
        byte[] text = "nothing to see here, move along\n".repeat(5000).getBytes(StandardCharsets.US_ASCII);
        assertEquals(Verdict.clean(engine().name(), engine().signatureSet()), judge(engine(), text, 4096));
    }

    @Test
    default void aThreatIsFoundHoweverItIsCut() throws EngineUnavailableException {
        for (int piece : new int[] {1, 7, 64, threat().length}) {
            assertEquals(Verdict.infected(threatName(), "", engine().name(), engine().signatureSet()), judge(engine(), threat(), piece), "pieces of " + piece);
        }
    }

    @Test
    default void aThreatWithAByteChangedIsNotThatThreat() throws EngineUnavailableException {
        byte[] changed = threat().clone();
        changed[20] ^= 1;
        assertEquals(ScanStatus.CLEAN, judge(engine(), changed, 64).status());
    }

    @Test
    default void scansThatAreOpenTogetherDoNotMeet() throws EngineUnavailableException {
        byte[] clean = new byte[threat().length];
        Arrays.fill(clean, (byte) 'a');
        try (Scan one = engine().open(clean.length, false, Checkpoint.NONE); Scan other = engine().open(threat().length, false, Checkpoint.NONE)) {
            for (int i = 0; i < clean.length; i++) {
                feed(one, clean, i, i + 1, 1);
                feed(other, threat(), i, i + 1, 1);
            }
            assertEquals(ScanStatus.CLEAN, one.finish(digest(clean)).status());
            assertEquals(threatName(), other.finish(digest(threat())).threat());
        }
    }

    @Test
    default void aScanMayBeGivenUpAtAnyTimeAndMoreThanOnce() throws EngineUnavailableException {
        Scan scan = engine().open(1000, false, Checkpoint.NONE);
        assertTrue(scan.wanting());
        feed(scan, new byte[10], 0, 10, 10);
        scan.close();
        scan.close();
        assertEquals(ScanStatus.CLEAN, judge(engine(), new byte[10], 10).status());
    }

    @Test
    default void theSignatureSetHasAShortNameThatStays() throws EngineUnavailableException {
        String before = engine().signatureSet();
        engine().refresh();
        assertEquals(before, engine().signatureSet());
        assertTrue(before.matches("[a-z0-9.-]{1,64}"), before);
    }
}
