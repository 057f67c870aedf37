package org.palisade.scanserver.cache;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.stream.Stream;
import org.palisade.protocol.scan.Digest;
import org.palisade.protocol.scan.Message.Subject;
import org.palisade.protocol.scan.Verdict;
import org.palisade.scanserver.engine.SignatureChange;
import org.palisade.scanserver.engine.SignatureChange.Addition;

/** What tests of the cache share. */
final class TestCaches {

    static final UUID TENANT = new UUID(0, 1);
    static final UUID OTHER = new UUID(0, 2);
    static final Judging JUDGING = new Judging("set-1", "build-1", 0);
    static final Clock CLOCK = Clock.fixed(Instant.parse("2026-01-01T00:00:00Z"), ZoneOffset.UTC);
    static final Verdict CLEAN = Verdict.clean("e", "set-1");

    private TestCaches() {
    }

    static Subject subject(long n) {
        SplittableRandom random = new SplittableRandom(n);
        return new Subject(new Digest(random.nextLong(), random.nextLong(), random.nextLong(), random.nextLong()), n % 1000);
    }

    static Verdict infected(String threat) {
        return Verdict.infected(threat, "", "e", "set-1");
    }

    static SharedCache open(Path home, int entries) throws IOException {
        return SharedCache.open(new CacheConfig(entries), home, JUDGING, CLOCK);
    }

    /** Files with entries, the last written last. */
    static List<Path> files(Path home) throws IOException {
        try (Stream<Path> files = Files.list(home.resolve("cache"))) {
            return files.filter(file -> !file.endsWith("lock")).sorted().toList();
        }
    }

    static SignatureChange change(String from, String to, List<Addition> infected, Set<Long> sizes, boolean bodies, Set<String> withdrawn) {
        return new SignatureChange(from, to, true, infected, sizes, false, bodies, withdrawn);
    }

    /** Time that is set by hand. */
    static final class HandTime implements InstantSource {

        private Instant now = CLOCK.instant();

        void pass(Duration time) {
            now = now.plus(time);
        }

        @Override
        public Instant instant() {
            return now;
        }
    }
}
