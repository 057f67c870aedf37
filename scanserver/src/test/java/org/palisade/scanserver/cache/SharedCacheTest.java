package org.palisade.scanserver.cache;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.palisade.protocol.scan.Digest;
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
}
