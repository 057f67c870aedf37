package org.palisade.scanserver.cache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.palisade.scanserver.cache.TestCaches.CLEAN;
import static org.palisade.scanserver.cache.TestCaches.OTHER;
import static org.palisade.scanserver.cache.TestCaches.TENANT;
import static org.palisade.scanserver.cache.TestCaches.infected;
import static org.palisade.scanserver.cache.TestCaches.open;
import static org.palisade.scanserver.cache.TestCaches.subject;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.palisade.protocol.scan.Verdict;

/** Entries of two tenants, clean and infected. */
final class TwentyEntries {

    static final int COUNT = 20;
    static final int BOUND = 1_000;

    private TwentyEntries() {
    }

    static Verdict verdict(int n) {
        return n % 5 == 4 ? Verdict.infected("T" + n, "in/" + n, "e", "set-1") : CLEAN;
    }

    static UUID tenant(int n) {
        return n % 3 == 0 ? OTHER : TENANT;
    }

    /** Puts them into a cache. The file they are in. */
    static Path fill(Path home) throws IOException {
        try (SharedCache cache = open(home, BOUND)) {
            for (int i = 0; i < COUNT; i++) {
                cache.put(tenant(i), subject(i), true, verdict(i));
            }
        }
        List<Path> files = TestCaches.files(home);
        assertEquals(1, files.size());
        return files.get(0);
    }

    /** How many are there; whatever is there is right. */
    static int right(SharedCache cache) {
        int found = 0;
        for (int i = 0; i < COUNT; i++) {
            Optional<Verdict> verdict = cache.find(tenant(i), subject(i), true);
            if (verdict.isPresent()) {
                assertEquals(verdict(i).asShared(), verdict.get());
                found++;
            }
        }
        assertEquals(found, cache.size());
        return found;
    }
}
