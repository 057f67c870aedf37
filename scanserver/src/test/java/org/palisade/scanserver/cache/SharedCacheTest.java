package org.palisade.scanserver.cache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.palisade.protocol.scan.Codec;
import org.palisade.protocol.scan.Digest;
import org.palisade.protocol.scan.MalformedFrameException;
import org.palisade.protocol.scan.Message.Known;
import org.palisade.protocol.scan.Message.Lookup;
import org.palisade.protocol.scan.Message.Subject;
import org.palisade.protocol.scan.Reason;
import org.palisade.protocol.scan.Verdict;
import org.palisade.scanserver.engine.SignatureChange;

class SharedCacheTest {

    private static final UUID TENANT = new UUID(0, 1);
    private static final UUID OTHER = new UUID(0, 2);
    private static final Verdict CLEAN = Verdict.clean("e", "set-1");

    private final SharedCache cache = SharedCache.inMemory(new CacheConfig(3), "set-1");

    private static Subject subject(long n) {
        return new Subject(new Digest(n, 0, 0, 0), 10);
    }

    @Test
    void whatIsRememberedComesBackMarkedAsShared() {
        cache.put(TENANT, subject(1), false, CLEAN);
        assertEquals(Optional.of(CLEAN.asShared()), cache.find(TENANT, subject(1), false));
    }

    @Test
    void aLookupIsAnsweredInItsOwnOrder() {
        cache.put(TENANT, subject(1), false, CLEAN);
        assertEquals(new Known(7, List.of(Verdict.UNKNOWN, CLEAN.asShared())), cache.answer(TENANT, new Lookup(7, List.of(subject(2), subject(1)))));
    }

    @Test
    void aTenantSeesOnlyItsOwn() {
        cache.put(TENANT, subject(1), false, CLEAN);
        assertEquals(Optional.empty(), cache.find(OTHER, subject(1), false));
    }

    @Test
    void onlyCompleteVerdictsOfThePresentSetAreRemembered() {
        cache.put(TENANT, subject(1), false, Verdict.error(Reason.DEADLINE));
        cache.put(TENANT, subject(2), false, Verdict.notFullyScanned(Reason.ENGINE_LIMIT, "e", "set-1"));
        cache.put(TENANT, subject(3), false, Verdict.clean("e", "set-0"));
        assertEquals(0, cache.size());
    }

    @Test
    void anotherSetVoidsEverythingAndTheSameSetNothing() {
        cache.put(TENANT, subject(1), false, CLEAN);
        cache.use(SignatureChange.unknown("before", "set-1"));
        assertEquals(1, cache.size());
        cache.use(SignatureChange.unknown("before", "set-2"));
        assertEquals(0, cache.size());
    }

    @Test
    void aVerdictWithoutArchivesDoesNotAnswerAQuestionWithThem() {
        cache.put(TENANT, subject(1), false, CLEAN);
        assertEquals(Optional.empty(), cache.find(TENANT, subject(1), true));
    }

    @Test
    void aVerdictWithArchivesAnswersBothUnlessTheThreatIsInsideOne() {
        cache.put(TENANT, subject(1), true, CLEAN);
        cache.put(TENANT, subject(2), true, Verdict.infected("T", "a/b", "e", "set-1"));
        cache.put(TENANT, subject(3), true, Verdict.infected("T", "", "e", "set-1"));
        assertEquals(true, cache.find(TENANT, subject(1), false).isPresent());
        assertEquals(false, cache.find(TENANT, subject(2), false).isPresent());
        assertEquals(true, cache.find(TENANT, subject(3), false).isPresent());
    }

    @Test
    void theLeastUsedGoesFirst() {
        for (int i = 1; i <= 3; i++) {
            cache.put(TENANT, subject(i), false, CLEAN);
        }
        cache.find(TENANT, subject(1), false);
        cache.put(TENANT, subject(4), false, CLEAN);
        assertEquals(3, cache.size());
        assertEquals(true, cache.find(TENANT, subject(1), false).isPresent());
        assertEquals(false, cache.find(TENANT, subject(2), false).isPresent());
    }

    @Test
    void aSiteWideCacheIsForAll() {
        SharedCache site = SharedCache.inMemory(new CacheConfig(3, CacheScope.SITE, Duration.ZERO), "set-1");
        site.put(TENANT, subject(1), false, CLEAN);
        assertEquals(Optional.of(CLEAN.asShared()), site.find(OTHER, subject(1), false));
    }

    @Test
    void theSameDigestWithAnotherSizeIsAnotherContent() {
        cache.put(TENANT, subject(1), false, CLEAN);
        assertEquals(Optional.empty(), cache.find(TENANT, new Subject(subject(1).digest(), 11), false));
    }

    @Test
    void wireToWireItSaysTheSameAsMessageToMessage() throws MalformedFrameException {
        cache.put(TENANT, subject(1), true, CLEAN);
        cache.put(TENANT, subject(2), true, Verdict.infected("T", "a/b", "e", "set-1"));
        for (boolean archives : new boolean[] {true, false}) {
            List<Subject> subjects = List.of(subject(3), subject(1), subject(2), subject(1));
            ByteBuffer asked = asked(subjects);
            ByteBuffer out = ByteBuffer.allocate(1000).position(4 + 1 + 4).putShort((short) subjects.size());
            assertEquals(subjects.size(), cache.answer(TENANT, archives, asked, subjects.size(), out));
            assertEquals(0, asked.remaining());
            Known expected = cache.answer(TENANT, new Lookup(7, archives, subjects));
            // Type and request of the frame, as its sender writes them.
            ByteBuffer frame = out.flip().put(4, Codec.encode(expected).get(4)).putInt(5, 7);
            assertEquals(expected, Codec.decode(frame.slice(4, frame.limit() - 4)));
        }
    }

    @Test
    void wireToWireEndsBeforeWhatDoesNotFit() {
        cache.put(TENANT, subject(1), true, CLEAN);
        ByteBuffer asked = asked(List.of(subject(1), subject(1), subject(2)));
        int length = Codec.verdict(CLEAN).length;
        ByteBuffer out = ByteBuffer.allocate(length * 2 - 1);
        assertEquals(1, cache.answer(TENANT, true, asked, 3, out));
        assertEquals(length, out.position());
        assertEquals(40, asked.position());
        assertEquals(2, cache.answer(TENANT, true, asked, 2, ByteBuffer.allocate(1000)));
        assertEquals(2, cache.figures().hits());
        assertEquals(1, cache.figures().misses());
    }

    @Test
    void wireToWireASizeThatCannotBeIsTheAskersFault() {
        ByteBuffer asked = ByteBuffer.allocate(40).putLong(32, -1);
        assertThrows(IllegalArgumentException.class, () -> cache.answer(TENANT, true, asked, 1, ByteBuffer.allocate(1000)));
        assertThrows(BufferUnderflowException.class, () -> cache.answer(TENANT, true, ByteBuffer.allocate(39), 1, ByteBuffer.allocate(1000)));
    }

    @Test
    void whatCannotBeToldOverTheWireIsNotKept() {
        cache.put(TENANT, subject(1), true, Verdict.infected("T", "x".repeat(1025), "e", "set-1"));
        cache.put(TENANT, new Subject(subject(2).digest(), 1L << 48), true, CLEAN);
        assertEquals(0, cache.size());
        assertEquals(2, cache.figures().unkept());
        assertEquals(Optional.empty(), cache.find(TENANT, new Subject(subject(2).digest(), Long.MAX_VALUE), true));
    }

    @Test
    void theFiguresCountWhatWasSaved() {
        cache.put(TENANT, subject(1), false, CLEAN);
        cache.find(TENANT, subject(1), false);
        cache.find(TENANT, subject(2), false);
        cache.answer(TENANT, new Lookup(7, List.of(subject(1), subject(1), subject(3))));
        cache.joined(1000);
        Figures figures = cache.figures();
        assertEquals(List.of(1L, 3L, 2L, 1L, 1030L, 0L), List.of(figures.entries(), figures.hits(), figures.misses(), figures.joined(), figures.bytesSaved(),
                figures.evictions()));
        assertEquals(false, figures.persistent());
    }

    private static ByteBuffer asked(List<Subject> subjects) {
        ByteBuffer frame = Codec.encode(new Lookup(7, subjects));
        return frame.slice(frame.limit() - 40 * subjects.size(), 40 * subjects.size());
    }
}
