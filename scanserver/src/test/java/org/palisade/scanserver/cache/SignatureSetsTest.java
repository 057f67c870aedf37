package org.palisade.scanserver.cache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.palisade.scanserver.cache.TestCaches.CLEAN;
import static org.palisade.scanserver.cache.TestCaches.JUDGING;
import static org.palisade.scanserver.cache.TestCaches.TENANT;
import static org.palisade.scanserver.cache.TestCaches.change;
import static org.palisade.scanserver.cache.TestCaches.infected;
import static org.palisade.scanserver.cache.TestCaches.subject;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.palisade.protocol.scan.Digest;
import org.palisade.protocol.scan.Message.Subject;
import org.palisade.protocol.scan.Verdict;
import org.palisade.scanserver.engine.SignatureChange;
import org.palisade.scanserver.engine.SignatureChange.Addition;

/** Every case twice: as a question answers it before any sweep, and after the sweep and a restart. */
class SignatureSetsTest {

    private static final Duration GRACE = Duration.ofSeconds(60);

    @TempDir
    private Path home;
    private final TestCaches.HandTime time = new TestCaches.HandTime();
    private final Clock clock = time.withZone(ZoneOffset.UTC);
    private CacheConfig config = new CacheConfig(1000);
    private String set = "set-1";
    private final List<Subject> subjects = List.of(subject(1), subject(2), subject(3), subject(4));

    private interface Check {
        void on(SharedCache cache);
    }

    private static Optional<Verdict> find(SharedCache cache, Subject subject) {
        return cache.find(TENANT, subject, false);
    }

    private SharedCache open() throws IOException {
        return SharedCache.open(config, home, new Judging(set, JUDGING.build(), 0), clock);
    }

    /** Subjects 1 and 2 are clean, 3 infected by T, 4 infected by U inside a member, with archives. */
    private void after(List<SignatureChange> changes, Check check) throws IOException {
        try (SharedCache cache = open()) {
            cache.put(TENANT, subjects.get(0), false, CLEAN);
            cache.put(TENANT, subjects.get(1), true, false, CLEAN);
            cache.put(TENANT, subjects.get(2), false, infected("T"));
            cache.put(TENANT, subjects.get(3), true, Verdict.infected("U", "in/side", "e", "set-1"));
            for (SignatureChange change : changes) {
                cache.use(change);
                set = change.to();
            }
            check.on(cache);
        }
        try (SharedCache cache = open()) {
            check.on(cache);
            cache.upkeep().sweep();
            check.on(cache);
            cache.upkeep().compact();
            check.on(cache);
        }
        try (SharedCache cache = open()) {
            check.on(cache);
        }
    }

    private static SignatureChange nothing(String from, String to) {
        return change(from, to, List.of(), Set.of(), false, Set.of());
    }

    @Test
    void whatHoldsPartsIsDueWhenHashSignaturesComeAndPlainFilesAreNot(@TempDir Path home) throws IOException {
        Subject container = subject(1);
        Subject plain = subject(2);
        List<SignatureChange> changes = List.of(change("set-1", "set-2", List.of(new Addition(subject(9).digest(), 9, "New")), Set.of(), false, Set.of()),
                change("set-1", "set-2", List.of(), Set.of(77L), false, Set.of()));
        for (int i = 0; i < changes.size(); i++) {
            Path folder = home.resolve("home" + i);
            try (SharedCache cache = TestCaches.open(folder, 10)) {
                cache.put(TENANT, container, true, true, CLEAN);
                cache.put(TENANT, plain, true, false, CLEAN);
            }
            // Read back, so that the files must know it too.
            try (SharedCache cache = TestCaches.open(folder, 10)) {
                assertEquals(Optional.of(CLEAN.asShared()), cache.find(TENANT, container, true));
                cache.use(changes.get(i));
                assertEquals(Optional.empty(), cache.find(TENANT, container, true));
                assertEquals(Optional.empty(), cache.find(TENANT, container, false));
                assertEquals(Optional.of(Verdict.clean("e", "set-2").asShared()), cache.find(TENANT, plain, true));
                cache.upkeep().sweep();
                assertEquals(1, cache.size());
            }
        }
    }

    @Test
    void whatAChangeDoesNotReachStaysAndNamesThePresentSet() throws IOException {
        after(List.of(nothing("set-1", "set-2"), nothing("set-2", "set-3")), cache -> {
            assertEquals(Optional.of(Verdict.clean("e", "set-3").asShared()), find(cache, subjects.get(0)));
            assertEquals(Optional.of(Verdict.clean("e", "set-3").asShared()), find(cache, subjects.get(1)));
            assertEquals(Optional.of(Verdict.infected("T", "", "e", "set-3").asShared()), find(cache, subjects.get(2)));
            assertEquals(Optional.of(Verdict.infected("U", "in/side", "e", "set-3").asShared()), cache.find(TENANT, subjects.get(3), true));
        });
    }

    @Test
    void anAddedDigestIsInfectedAtOnce() throws IOException {
        Addition addition = new Addition(subjects.get(0).digest(), -1, "New");
        Addition otherSize = new Addition(subjects.get(1).digest(), subjects.get(1).size() + 1, "New");
        after(List.of(change("set-1", "set-2", List.of(addition, otherSize), Set.of(), false, Set.of())), cache -> {
            assertEquals(Optional.of(Verdict.infected("New", "", "e", "set-2").asShared()), find(cache, subjects.get(0)));
            assertEquals(Optional.of(Verdict.clean("e", "set-2").asShared()), find(cache, subjects.get(1)));
        });
    }

    @Test
    void anAddedDigestIsInfectedEvenIfBodiesMakeTheRestDue() throws IOException {
        Addition addition = new Addition(subjects.get(1).digest(), subjects.get(1).size(), "New");
        after(List.of(change("set-1", "set-2", List.of(addition), Set.of(), true, Set.of())), cache -> {
            assertEquals(Optional.empty(), find(cache, subjects.get(0)));
            assertEquals(Optional.of(Verdict.infected("New", "", "e", "set-2").asShared()), find(cache, subjects.get(1)));
            assertEquals(Optional.of(Verdict.infected("T", "", "e", "set-2").asShared()), find(cache, subjects.get(2)));
        });
    }

    @Test
    void aDigestAddedAndWithdrawnAgainIsNotKnown() throws IOException {
        Addition addition = new Addition(subjects.get(0).digest(), -1, "New");
        after(List.of(change("set-1", "set-2", List.of(addition), Set.of(), false, Set.of()), change("set-2", "set-3", List.of(), Set.of(), false, Set.of("New"))),
                cache -> assertEquals(Optional.empty(), find(cache, subjects.get(0))));
    }

    @Test
    void sizesMakeDueWhatHasThem() throws IOException {
        after(List.of(change("set-1", "set-2", List.of(), Set.of(subjects.get(0).size()), false, Set.of())), cache -> {
            assertEquals(Optional.empty(), find(cache, subjects.get(0)));
            assertEquals(true, find(cache, subjects.get(1)).isPresent());
        });
    }

    @Test
    void aWithdrawnNameFreesItsVictimsOnly() throws IOException {
        after(List.of(change("set-1", "set-2", List.of(), Set.of(), false, Set.of("T"))), cache -> {
            assertEquals(Optional.empty(), find(cache, subjects.get(2)));
            assertEquals(true, cache.find(TENANT, subjects.get(3), true).isPresent());
            assertEquals(true, find(cache, subjects.get(0)).isPresent());
        });
    }

    @Test
    void anUnknownDifferenceAndOneToAnotherSetMakeEverythingDue() throws IOException {
        after(List.of(SignatureChange.unknown("set-1", "set-2")), cache -> {
            for (Subject subject : subjects) {
                assertEquals(Optional.empty(), cache.find(TENANT, subject, true));
            }
        });
        set = "set-1";
        after(List.of(nothing("set-0", "set-2")), cache -> assertEquals(Optional.empty(), find(cache, subjects.get(0))));
    }

    @Test
    void anotherSetOrBuildAtTheStartMakesEverythingDue() throws IOException {
        after(List.of(), cache -> assertEquals(true, find(cache, subjects.get(0)).isPresent()));
        try (SharedCache cache = SharedCache.open(config, home, new Judging("set-1", "build-2", 0), clock)) {
            assertEquals(Optional.empty(), find(cache, subjects.get(0)));
        }
    }

    @Test
    void inItsGraceWhatIsDueIsGivenUnderItsOldSet() throws IOException {
        config = new CacheConfig(1000, CacheScope.TENANT, GRACE);
        Addition addition = new Addition(subjects.get(1).digest(), -1, "New");
        after(List.of(nothing("set-1", "set-2"), change("set-2", "set-3", List.of(addition), Set.of(), true, Set.of("T"))), cache -> {
            assertEquals(Optional.of(Verdict.clean("e", "set-2").asShared()), find(cache, subjects.get(0)));
            assertEquals(Optional.of(Verdict.infected("New", "", "e", "set-3").asShared()), find(cache, subjects.get(1)));
            assertEquals(Optional.empty(), find(cache, subjects.get(2)), "a withdrawn threat has no grace");
        });
        time.pass(GRACE);
        try (SharedCache cache = open()) {
            assertEquals(Optional.empty(), find(cache, subjects.get(0)));
            cache.upkeep().sweep();
            assertEquals(2, cache.size(), "the added one and the one infected by U");
        }
    }

    @Test
    void aClockThatIsSetBackMakesNoGraceLonger() throws IOException {
        config = new CacheConfig(1000, CacheScope.TENANT, GRACE);
        try (SharedCache cache = open()) {
            cache.put(TENANT, subjects.get(0), false, CLEAN);
            cache.use(change("set-1", "set-2", List.of(), Set.of(), true, Set.of()));
            assertEquals(Optional.of(CLEAN.asShared()), find(cache, subjects.get(0)));
            time.pass(Duration.ofDays(-365));
            assertEquals(Optional.empty(), find(cache, subjects.get(0)));
        }
    }

    @Test
    void manyChangesWithoutAnyQuestionLoseNothingThatIsSwept() throws IOException {
        try (SharedCache cache = open()) {
            cache.put(TENANT, subjects.get(0), false, CLEAN);
            for (int i = 1; i < 200; i++) {
                cache.use(nothing("set-" + i, "set-" + (i + 1)));
                cache.upkeep().look();
            }
            assertEquals(Optional.of(Verdict.clean("e", "set-200").asShared()), find(cache, subjects.get(0)));
        }
        set = "set-200";
        try (SharedCache cache = open()) {
            assertEquals(Optional.of(Verdict.clean("e", "set-200").asShared()), find(cache, subjects.get(0)));
        }
    }

    @Test
    void aLargeChangeSurvivesARestartWhole() throws IOException {
        List<Addition> additions = LongStream.range(100, 3100).mapToObj(n -> new Addition(subject(n).digest(), -1, "Many." + n)).toList();
        try (SharedCache cache = open()) {
            for (long n = 100; n < 1000; n += 100) {
                cache.put(TENANT, subject(n), false, CLEAN);
            }
            cache.use(change("set-1", "set-2", additions, Set.of(), false, Set.of()));
            set = "set-2";
        }
        try (SharedCache cache = open()) {
            for (long n = 100; n < 1000; n += 100) {
                assertEquals(Optional.of("Many." + n), find(cache, subject(n)).map(Verdict::threat));
            }
        }
    }

    @Test
    void aPutUnderASetThatIsNotInUseIsIgnored() throws IOException {
        try (SharedCache cache = open()) {
            cache.use(nothing("set-1", "set-2"));
            cache.put(TENANT, new Subject(new Digest(1, 2, 3, 4), 5), false, CLEAN);
            assertEquals(0, cache.size());
        }
    }

    @Test
    void whatIsScannedAnewTakesThePlaceOfWhatWasDue() throws IOException {
        try (SharedCache cache = open()) {
            cache.put(TENANT, subjects.get(0), false, CLEAN);
            cache.use(change("set-1", "set-2", List.of(), Set.of(), true, Set.of()));
            cache.put(TENANT, subjects.get(0), false, Verdict.infected("Now", "", "e", "set-2"));
            assertEquals(Optional.of("Now"), find(cache, subjects.get(0)).map(Verdict::threat));
        }
    }

    @Test
    void aYoungVerdictWithArchivesAnswersWhereOneWithoutIsDue() throws IOException {
        try (SharedCache cache = open()) {
            cache.put(TENANT, subjects.get(0), false, CLEAN);
            cache.use(change("set-1", "set-2", List.of(), Set.of(), true, Set.of()));
            cache.put(TENANT, subjects.get(0), true, Verdict.clean("e", "set-2"));
            assertEquals(Optional.of("set-2"), find(cache, subjects.get(0)).map(Verdict::signatureSet));
        }
    }
}
