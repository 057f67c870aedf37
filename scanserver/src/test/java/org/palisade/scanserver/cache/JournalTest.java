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
import static org.palisade.scanserver.cache.TestCaches.change;
import static org.palisade.scanserver.cache.TestCaches.infected;
import static org.palisade.scanserver.cache.TestCaches.open;
import static org.palisade.scanserver.cache.TestCaches.subject;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.palisade.protocol.scan.Digest;
import org.palisade.protocol.scan.Verdict;
import org.palisade.scanserver.engine.SignatureChange.Addition;

class JournalTest {

    private static final int ENTRIES = 20;
    private static final int BOUND = 1_000;

    @TempDir
    private Path home;

    private static Verdict verdict(int n) {
        return n % 5 == 4 ? Verdict.infected("T" + n, "in/" + n, "e", "set-1") : CLEAN;
    }

    private static UUID tenant(int n) {
        return n % 3 == 0 ? OTHER : TENANT;
    }

    /** Entries of two tenants, clean and infected. The file they are in. */
    private Path fill() throws IOException {
        try (SharedCache cache = open(home, BOUND)) {
            for (int i = 0; i < ENTRIES; i++) {
                cache.put(tenant(i), subject(i), true, verdict(i));
            }
        }
        List<Path> files = TestCaches.files(home);
        assertEquals(1, files.size());
        return files.get(0);
    }

    /** How many are there; whatever is there is right. */
    private static int right(SharedCache cache) {
        int found = 0;
        for (int i = 0; i < ENTRIES; i++) {
            Optional<Verdict> verdict = cache.find(tenant(i), subject(i), true);
            if (verdict.isPresent()) {
                assertEquals(verdict(i).asShared(), verdict.get());
                found++;
            }
        }
        assertEquals(found, cache.size());
        return found;
    }

    /** What a start makes of a file with these bytes, nothing else being there. */
    private int rightAfter(byte[] bytes) throws IOException {
        for (Path file : TestCaches.files(home)) {
            Files.delete(file);
        }
        Files.write(home.resolve("cache").resolve(Folder.log(1)), bytes);
        try (SharedCache cache = open(home, BOUND)) {
            return right(cache);
        }
    }

    /** The same without a whole start around it, which brings much to the disk. */
    private int rightIn(byte[] bytes) throws IOException {
        Path file = Files.write(home.resolve("alone"), bytes);
        Journal none = new Journal(Optional.empty());
        Scopes scopes = new Scopes(CacheScope.TENANT, none);
        Kinds kinds = new Kinds(none);
        Table table = new Table(BOUND, 1);
        new Replay(CacheScope.TENANT, 0, scopes, kinds, table).read(file);
        int found = 0;
        for (int i = 0; i < ENTRIES; i++) {
            Digest digest = subject(i).digest();
            int scope = scopes.known(tenant(i));
            long entry = scope == Scopes.NONE ? Stripe.NONE : table.find(digest.a(), digest.b(), digest.c(), digest.d(), subject(i).size() << 8 | 1, scope);
            if (entry != Stripe.NONE) {
                assertEquals(verdict(i).asShared(), kinds.of((int) entry).orElseThrow().under("set-1").verdict());
                found++;
            }
        }
        assertEquals(found, table.size());
        return found;
    }

    @Test
    void everythingIsThereAfterARestartAndAfterMany() throws IOException {
        fill();
        for (int i = 0; i < 40; i++) {
            try (SharedCache cache = open(home, BOUND)) {
                assertEquals(ENTRIES, right(cache));
                assertTrue(cache.figures().persistent());
                cache.upkeep().look();
            }
        }
        assertTrue(TestCaches.files(home).size() <= 18, "files do not heap up");
    }

    @Test
    void filesAreTheOwnersOnly() throws IOException {
        Path file = fill();
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
        assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file.getParent())));
    }

    @Test
    void aFlippedByteAnywhereLosesOnlyItsRecord() throws IOException {
        byte[] whole = Files.readAllBytes(fill());
        int losses = 0;
        for (int at = 0; at < whole.length; at++) {
            for (int bits : new int[] {0x01, 0xff}) {
                byte[] flipped = whole.clone();
                flipped[at] ^= (byte) bits;
                int found = at % 32 == 0 ? rightAfter(flipped) : rightIn(flipped);
                assertTrue(found >= ENTRIES - 1, "byte " + at + " flipped: " + found);
                losses += ENTRIES - found;
            }
        }
        assertTrue(losses > 2 * ENTRIES * Records.CLEAN_BYTES * 9 / 10, "a flip within an entry does lose it");
    }

    @Test
    void aFileCutAnywhereKeepsWhatStandsBefore() throws IOException {
        byte[] whole = Files.readAllBytes(fill());
        int before = ENTRIES;
        for (int length = whole.length; length >= 0; length--) {
            int found = length % 32 == 0 ? rightAfter(Arrays.copyOf(whole, length)) : rightIn(Arrays.copyOf(whole, length));
            assertTrue(found == before || found == before - 1, "cut at " + length);
            before = found;
        }
        assertEquals(0, before);
    }

    @Test
    void aHoleOfZerosOrNoiseLosesWhatStoodThere() throws IOException {
        byte[] whole = Files.readAllBytes(fill());
        int from = whole.length / 2;
        byte[] zeros = whole.clone();
        Arrays.fill(zeros, from, from + 200, (byte) 0);
        byte[] marks = whole.clone();
        Arrays.fill(marks, from, from + 200, (byte) Records.MARK);
        assertTrue(rightAfter(zeros) >= ENTRIES - 6);
        assertTrue(rightAfter(marks) >= ENTRIES - 6);
        byte[] torn = ByteBuffer.allocate(whole.length + 4096).put(whole).array();
        assertEquals(ENTRIES, rightAfter(torn), "a tail that was reserved and never written");
    }

    @Test
    void anotherFormatIsDiscardedAndANewFileBegun() throws IOException {
        byte[] whole = Files.readAllBytes(fill());
        byte[] header = Records.header();
        byte[] older = header.clone();
        older[header.length - 1] = 0;
        ByteBuffer.wrap(older).putInt(4, Records.checksum(older, 0, header.length - Records.HEAD));
        byte[] old = whole.clone();
        System.arraycopy(older, 0, old, 0, older.length);
        System.arraycopy(older, 0, old, older.length, older.length);
        assertEquals(0, rightAfter(old));
        assertTrue(Files.size(TestCaches.files(home).get(0)) < whole.length / 2, "it is gone, a new one is begun");
        assertEquals(0, rightAfter(Arrays.copyOfRange(whole, 2 * header.length, whole.length)), "no header at all");
        assertEquals(0, rightAfter("something else\n".repeat(1000).getBytes(StandardCharsets.UTF_8)));
        assertEquals(ENTRIES, rightAfter(whole));
    }

    @Test
    void aLostChangeOfSignaturesMakesDueWhatIsOlder() throws IOException {
        Path file;
        Addition addition = new Addition(subject(1).digest(), -1, "New");
        try (SharedCache cache = open(home, BOUND)) {
            cache.put(TENANT, subject(1), true, CLEAN);
            cache.put(TENANT, subject(2), true, false, CLEAN);
            cache.use(change("set-1", "set-2", List.of(addition), Set.of(), false, Set.of()));
            cache.put(TENANT, subject(3), true, Verdict.clean("e", "set-2"));
        }
        file = TestCaches.files(home).get(0);
        byte[] whole = Files.readAllBytes(file);
        // The part that says which digest is infected now: first one copy of it, then both.
        int copies = 0;
        for (int at = 0; at < whole.length - 1; at++) {
            if ((whole[at] & 0xff) == Records.MARK && whole[at + 1] == Records.PART) {
                whole[at + Records.HEAD + 10] ^= 1;
                copies++;
                if (copies == 1) {
                    Files.write(home.resolve("one"), whole);
                }
            }
        }
        assertEquals(2, copies);
        Files.delete(file);
        Files.move(home.resolve("one"), file);
        try (SharedCache cache = SharedCache.open(new CacheConfig(BOUND), home, new Judging("set-2", JUDGING.build(), 0), CLOCK)) {
            assertEquals(Optional.of("New"), cache.find(TENANT, subject(1), true).map(Verdict::threat));
            assertEquals(Optional.of(Verdict.clean("e", "set-2").asShared()), cache.find(TENANT, subject(2), true));
        }
        for (Path each : TestCaches.files(home)) {
            Files.delete(each);
        }
        Files.write(file, whole);
        try (SharedCache cache = SharedCache.open(new CacheConfig(BOUND), home, new Judging("set-2", JUDGING.build(), 0), CLOCK)) {
            assertEquals(Optional.empty(), cache.find(TENANT, subject(1), true));
            assertEquals(Optional.empty(), cache.find(TENANT, subject(2), true));
            assertTrue(cache.find(TENANT, subject(3), true).isPresent());
        }
    }

    @Test
    void aCompactionKeepsEverythingInLessRoomWhileOthersPut() throws IOException {
        try (SharedCache cache = open(home, BOUND)) {
            for (int round = 0; round < 30; round++) {
                for (int i = 0; i < ENTRIES; i++) {
                    cache.put(tenant(i), subject(i), true, round % 2 == 0 ? infected("other") : verdict(i));
                }
            }
            cache.upkeep().compact();
            assertTrue(cache.figures().logBytes() < 100 * ENTRIES + 2000, cache.figures().toString());
            assertEquals(cache.figures().logBytes(), TestCaches.files(home).stream().mapToLong(file -> file.toFile().length()).sum());
            cache.put(TENANT, subject(1000), true, CLEAN);
        }
        try (SharedCache cache = open(home, BOUND)) {
            assertTrue(cache.find(TENANT, subject(1000), true).isPresent());
            assertEquals(ENTRIES + 1, cache.size());
        }
    }

    @Test
    void whatAKillLeftOfACompactionIsCleanedAway() throws IOException {
        Path file = fill();
        Files.write(file.resolveSibling(Folder.base(7) + ".new"), new byte[100]);
        try (SharedCache cache = open(home, BOUND)) {
            assertEquals(ENTRIES, right(cache));
            cache.upkeep().compact();
        }
        // Killed after the new base had its name and before the old file went.
        byte[] whole = Files.readAllBytes(TestCaches.files(home).get(0));
        Files.write(file, whole);
        try (SharedCache cache = open(home, BOUND)) {
            assertEquals(ENTRIES, right(cache));
            assertTrue(Files.notExists(file.resolveSibling(Folder.base(7) + ".new")));
        }
    }

    @Test
    void afterARestartTheBoundOfTheDayHolds() throws IOException {
        fill();
        try (SharedCache cache = open(home, 7)) {
            assertEquals(7, right(cache));
        }
    }

    @Test
    void anotherScopeOrProfileDoesNotSeeThem() throws IOException {
        fill();
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
            for (int i = 0; i < ENTRIES; i++) {
                cache.put(tenant(i), subject(i), true, verdict(i));
            }
            assertEquals(ENTRIES, right(cache));
            assertEquals(false, cache.figures().persistent());
            Files.delete(place);
            cache.upkeep().compact();
            assertEquals(true, cache.figures().persistent());
        }
        try (SharedCache cache = open(home, BOUND)) {
            assertEquals(ENTRIES, right(cache));
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
