package org.palisade.scanserver.cache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.palisade.scanserver.cache.TestCaches.CLEAN;
import static org.palisade.scanserver.cache.TestCaches.CLOCK;
import static org.palisade.scanserver.cache.TestCaches.JUDGING;
import static org.palisade.scanserver.cache.TestCaches.OTHER;
import static org.palisade.scanserver.cache.TestCaches.TENANT;
import static org.palisade.scanserver.cache.TestCaches.infected;
import static org.palisade.scanserver.cache.TestCaches.open;
import static org.palisade.scanserver.cache.TestCaches.subject;
import static org.palisade.scanserver.cache.TwentyEntries.BOUND;
import static org.palisade.scanserver.cache.TwentyEntries.COUNT;
import static org.palisade.scanserver.cache.TwentyEntries.fill;
import static org.palisade.scanserver.cache.TwentyEntries.right;
import static org.palisade.scanserver.cache.TwentyEntries.tenant;
import static org.palisade.scanserver.cache.TwentyEntries.verdict;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What was put is there after a restart, whatever the folder went through. */
class JournalTest {

    @TempDir
    private Path home;

    @Test
    void everythingIsThereAfterARestartAndAfterMany() throws IOException {
        fill(home);
        for (int i = 0; i < 40; i++) {
            try (SharedCache cache = open(home, BOUND)) {
                assertEquals(COUNT, right(cache));
                assertTrue(cache.figures().persistent());
                cache.upkeep().look();
            }
        }
        assertTrue(TestCaches.files(home).size() <= 18, "files do not heap up");
    }

    @Test
    void filesAreTheOwnersOnly() throws IOException {
        Path file = fill(home);
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
        assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file.getParent())));
    }

    @Test
    void aCompactionKeepsEverythingInLessRoomWhileOthersPut() throws IOException {
        try (SharedCache cache = open(home, BOUND)) {
            for (int round = 0; round < 30; round++) {
                for (int i = 0; i < COUNT; i++) {
                    cache.put(tenant(i), subject(i), true, round % 2 == 0 ? infected("other") : verdict(i));
                }
            }
            cache.upkeep().compact();
            assertTrue(cache.figures().logBytes() < 100 * COUNT + 2000, cache.figures().toString());
            assertEquals(cache.figures().logBytes(), TestCaches.files(home).stream().mapToLong(file -> file.toFile().length()).sum());
            cache.put(TENANT, subject(1000), true, CLEAN);
        }
        try (SharedCache cache = open(home, BOUND)) {
            assertTrue(cache.find(TENANT, subject(1000), true).isPresent());
            assertEquals(COUNT + 1, cache.size());
        }
    }

    @Test
    void whatAKillLeftOfACompactionIsCleanedAway() throws IOException {
        Path file = fill(home);
        Files.write(file.resolveSibling(Folder.base(7) + ".new"), new byte[100]);
        try (SharedCache cache = open(home, BOUND)) {
            assertEquals(COUNT, right(cache));
            cache.upkeep().compact();
        }
        // Killed after the new base had its name and before the old file went.
        byte[] whole = Files.readAllBytes(TestCaches.files(home).get(0));
        Files.write(file, whole);
        try (SharedCache cache = open(home, BOUND)) {
            assertEquals(COUNT, right(cache));
            assertTrue(Files.notExists(file.resolveSibling(Folder.base(7) + ".new")));
        }
    }

    @Test
    void afterARestartTheBoundOfTheDayHolds() throws IOException {
        fill(home);
        try (SharedCache cache = open(home, 7)) {
            assertEquals(7, right(cache));
        }
    }

    @Test
    void anotherScopeOrProfileDoesNotSeeThem() throws IOException {
        fill(home);
        try (SharedCache cache = SharedCache.open(new CacheConfig(BOUND, CacheScope.SITE, Duration.ZERO), home, JUDGING, CLOCK)) {
            assertEquals(0, right(cache));
            cache.put(TENANT, subject(1), true, CLEAN);
            assertTrue(cache.find(OTHER, subject(1), true).isPresent());
        }
        try (SharedCache cache = SharedCache.open(new CacheConfig(BOUND), home, new Judging("set-1", "build-1", 1), CLOCK)) {
            assertEquals(0, right(cache));
        }
    }

    @Test
    void twoProcessesDoNotShareAFolder() throws IOException {
        try (SharedCache cache = open(home, BOUND)) {
            assertTrue(assertThrows(IOException.class, () -> open(home, BOUND)).getMessage().contains("another Protection Server"));
            assertEquals(0, cache.size());
        }
    }

    @Test
    void aFolderThatCannotBeMadeLeavesACacheInMemoryThatRecovers() throws IOException {
        Path place = home.resolve("cache");
        Files.write(place, new byte[0]);
        try (SharedCache cache = open(home, BOUND)) {
            for (int i = 0; i < COUNT; i++) {
                cache.put(tenant(i), subject(i), true, verdict(i));
            }
            assertEquals(COUNT, right(cache));
            assertEquals(false, cache.figures().persistent());
            Files.delete(place);
            cache.upkeep().compact();
            assertEquals(true, cache.figures().persistent());
        }
        try (SharedCache cache = open(home, BOUND)) {
            assertEquals(COUNT, right(cache));
        }
    }

    @Test
    void aFullDiskLeavesACacheInMemoryThatRecovers() throws IOException, InterruptedException {
        Path place = Files.createDirectories(home.resolve("cache"));
        assumeTrue(run("mount", "-t", "tmpfs", "-o", "size=64k,mode=700", "tmpfs", place.toString()), "a small file system needs root");
        try {
            try (SharedCache cache = open(home, 100_000)) {
                assertEquals(true, cache.figures().persistent());
                for (int i = 0; i < 5_000; i++) {
                    cache.put(TENANT, subject(i), true, CLEAN);
                }
                awaitTrue(() -> !cache.figures().persistent());
                assertTrue(cache.find(TENANT, subject(4_999), true).isPresent());
                assertThrows(IOException.class, () -> cache.upkeep().compact(), "still no room");
                assertTrue(run("mount", "-o", "remount,size=4m", place.toString()));
                cache.upkeep().compact();
                assertEquals(true, cache.figures().persistent());
                cache.put(TENANT, subject(5_000), true, CLEAN);
            }
            try (SharedCache again = open(home, 100_000)) {
                for (int i = 0; i <= 5_000; i++) {
                    assertTrue(again.find(TENANT, subject(i), true).isPresent());
                }
            }
        } finally {
            // Lazily: the kernel may still be busy with files closed just now.
            assertTrue(run("umount", "-l", place.toString()));
        }
    }

    private static void awaitTrue(BooleanSupplier condition) {
        long end = System.nanoTime() + Duration.ofSeconds(10).toNanos();
        while (!condition.getAsBoolean()) {
            assertTrue(System.nanoTime() < end, "not in ten seconds");
            Thread.onSpinWait();
        }
    }

    private static boolean run(String... command) throws IOException, InterruptedException {
        return new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD).start().waitFor() == 0;
    }
}
