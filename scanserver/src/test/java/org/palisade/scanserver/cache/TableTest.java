package org.palisade.scanserver.cache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.palisade.scanserver.cache.TestCaches.CLEAN;
import static org.palisade.scanserver.cache.TestCaches.TENANT;
import static org.palisade.scanserver.cache.TestCaches.infected;
import static org.palisade.scanserver.cache.TestCaches.subject;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.palisade.protocol.scan.Message.Subject;
import org.palisade.protocol.scan.Verdict;
import org.palisade.scanserver.engine.SignatureChange;

/** The table against a map, by fixed seeds. */
class TableTest {

    private record Key(UUID tenant, Subject subject, boolean archives) {
    }

    /** Whatever is answered was put last for that key; whatever was put and not evicted is answered. */
    private static void model(int entries, int keys, int steps, long seed) {
        SharedCache cache = SharedCache.inMemory(new CacheConfig(entries), "set-1");
        SplittableRandom random = new SplittableRandom(seed);
        Map<Key, Verdict> model = new HashMap<>();
        for (int step = 0; step < steps; step++) {
            Key key = new Key(new UUID(0, random.nextInt(3)), subject(random.nextInt(keys)), random.nextBoolean());
            if (random.nextInt(3) > 0) {
                Verdict verdict = random.nextInt(4) > 0 ? CLEAN : infected("T" + random.nextInt(5));
                cache.put(key.tenant, key.subject, key.archives, verdict);
                model.put(key, verdict.asShared());
                assertEquals(Optional.of(verdict.asShared()), cache.find(key.tenant, key.subject, key.archives), "what was put just now");
            } else {
                Optional<Verdict> expected = Optional.ofNullable(model.get(key));
                if (expected.isEmpty() && !key.archives) {
                    expected = Optional.ofNullable(model.get(new Key(key.tenant, key.subject, true)));
                }
                Optional<Verdict> found = cache.find(key.tenant, key.subject, key.archives);
                if (found.isPresent() && !found.equals(expected)) {
                    // The exact one may have been evicted, and the one with archives still be there.
                    assertEquals(Optional.ofNullable(model.get(new Key(key.tenant, key.subject, true))), found);
                }
            }
            assertTrue(cache.size() <= entries);
        }
        Figures figures = cache.figures();
        assertEquals(Math.min(entries, model.size()), cache.size());
        if (model.size() <= entries) {
            assertEquals(0, figures.evictions());
            model.forEach((key, verdict) -> assertEquals(Optional.of(verdict), cache.find(key.tenant, key.subject, key.archives)));
        } else {
            assertTrue(figures.evictions() >= model.size() - entries);
            long there = model.entrySet().stream()
                    .filter(each -> cache.find(each.getKey().tenant, each.getKey().subject, each.getKey().archives).equals(Optional.of(each.getValue()))).count();
            assertTrue(there >= entries, "each entry held is found");
        }
    }

    @Test
    void everythingIsFoundWhileThereIsRoom() {
        model(100_000, 10_000, 100_000, 1);
    }

    @Test
    void theBoundHoldsWhateverIsPut() {
        model(1, 50, 5_000, 2);
        model(7, 100, 20_000, 3);
        model(1_000, 3_000, 100_000, 4);
        model(70_000, 100_000, 200_000, 5);
    }

    @Test
    void whatIsAskedForStaysWhileOthersCome() {
        SharedCache cache = SharedCache.inMemory(new CacheConfig(1_000), "set-1");
        for (int i = 0; i < 100; i++) {
            cache.put(TENANT, subject(i), false, CLEAN);
        }
        for (int i = 100; i < 50_000; i++) {
            cache.put(TENANT, subject(i), false, CLEAN);
            cache.find(TENANT, subject(i % 100), false);
        }
        for (int i = 0; i < 100; i++) {
            assertTrue(cache.find(TENANT, subject(i), false).isPresent());
        }
    }

    @Test
    void aSweepThatRemovesMostLeavesTheRestFindable() {
        SharedCache cache = SharedCache.inMemory(new CacheConfig(100_000), "set-1");
        for (int i = 0; i < 50_000; i++) {
            cache.put(TENANT, subject(i), false, i % 10 == 0 ? infected("T" + i % 100) : CLEAN);
        }
        cache.use(new SignatureChange("set-1", "set-2", true, List.of(), Set.of(), false, true, Set.of("T0")));
        assertEquals(4_500, cache.size());
        for (int i = 0; i < 50_000; i++) {
            assertEquals(i % 10 == 0 && i % 100 != 0, cache.find(TENANT, subject(i), false).isPresent());
        }
    }

    @Test
    void threatsAndPlacesBeyondTheBoundAreNotKeptAndRoomComesBack() {
        SharedCache cache = SharedCache.inMemory(new CacheConfig(20_000), "set-1");
        for (int i = 0; i < 20_000; i++) {
            cache.put(TENANT, subject(i), true, Verdict.infected("T", "x".repeat(1000) + i, "e", "set-1"));
        }
        long unkept = cache.figures().unkept();
        assertTrue(unkept > 0);
        assertEquals(20_000, cache.size() + unkept);
        for (int i = 0; i < 20_000; i++) {
            cache.put(TENANT, subject(i), true, CLEAN);
        }
        cache.put(TENANT, subject(1), true, Verdict.infected("T", "y".repeat(1000), "e", "set-1"));
        assertEquals(unkept, cache.figures().unkept());
        assertTrue(cache.find(TENANT, subject(1), true).orElseThrow().member().startsWith("y"));
    }

    /** Verdicts tell their subject, so that a mixed-up answer shows. Writers evict and replace all the time. */
    @Test
    void readersBesideWritersNeverGetAnothersVerdict() throws InterruptedException {
        SharedCache cache = SharedCache.inMemory(new CacheConfig(500), "set-1");
        int keys = 1_000;
        AtomicBoolean stop = new AtomicBoolean();
        AtomicLong wrong = new AtomicLong();
        AtomicLong hits = new AtomicLong();
        List<Thread> readers = new ArrayList<>();
        for (int reader = 0; reader < 2; reader++) {
            long seed = reader;
            Thread thread = new Thread(() -> {
                SplittableRandom random = new SplittableRandom(seed);
                while (!stop.get()) {
                    int key = random.nextInt(keys);
                    cache.find(TENANT, subject(key), false).ifPresent(verdict -> {
                        hits.incrementAndGet();
                        if (key % 2 == 0 != verdict.threat().isEmpty() || key % 2 != 0 && !verdict.threat().equals("T" + key)) {
                            wrong.incrementAndGet();
                        }
                    });
                }
            });
            readers.add(thread);
            thread.start();
        }
        SplittableRandom random = new SplittableRandom(9);
        for (int i = 0; i < 400_000; i++) {
            int key = random.nextInt(keys);
            cache.put(TENANT, subject(key), false, key % 2 == 0 ? CLEAN : infected("T" + key));
        }
        stop.set(true);
        for (Thread reader : readers) {
            reader.join();
        }
        assertEquals(0, wrong.get());
        assertTrue(hits.get() > 0);
        assertTrue(cache.size() <= 500);
    }
}
