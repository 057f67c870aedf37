package org.palisade.scanserver.cache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.palisade.scanserver.cache.TestCaches.CLEAN;
import static org.palisade.scanserver.cache.TestCaches.CLOCK;
import static org.palisade.scanserver.cache.TestCaches.JUDGING;
import static org.palisade.scanserver.cache.TestCaches.TENANT;
import static org.palisade.scanserver.cache.TestCaches.change;
import static org.palisade.scanserver.cache.TestCaches.open;
import static org.palisade.scanserver.cache.TestCaches.subject;
import static org.palisade.scanserver.cache.TwentyEntries.BOUND;
import static org.palisade.scanserver.cache.TwentyEntries.COUNT;
import static org.palisade.scanserver.cache.TwentyEntries.fill;
import static org.palisade.scanserver.cache.TwentyEntries.right;
import static org.palisade.scanserver.cache.TwentyEntries.tenant;
import static org.palisade.scanserver.cache.TwentyEntries.verdict;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.palisade.protocol.scan.Digest;
import org.palisade.protocol.scan.Verdict;
import org.palisade.scanserver.engine.SignatureChange.Addition;

/** What a start makes of files that are not as they were written. */
class DamagedLogTest {

    @TempDir
    private Path home;

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
        for (int i = 0; i < COUNT; i++) {
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
    void aFlippedByteAnywhereLosesOnlyItsRecord() throws IOException {
        byte[] whole = Files.readAllBytes(fill(home));
        int losses = 0;
        for (int at = 0; at < whole.length; at++) {
            for (int bits : new int[] {0x01, 0xff}) {
                byte[] flipped = whole.clone();
                flipped[at] ^= (byte) bits;
                int found = at % 32 == 0 ? rightAfter(flipped) : rightIn(flipped);
                assertTrue(found >= COUNT - 1, "byte " + at + " flipped: " + found);
                losses += COUNT - found;
            }
        }
        assertTrue(losses > 2 * COUNT * Records.CLEAN_BYTES * 9 / 10, "a flip within an entry does lose it");
    }

    @Test
    void aFileCutAnywhereKeepsWhatStandsBefore() throws IOException {
        byte[] whole = Files.readAllBytes(fill(home));
        int before = COUNT;
        for (int length = whole.length; length >= 0; length--) {
            int found = length % 32 == 0 ? rightAfter(Arrays.copyOf(whole, length)) : rightIn(Arrays.copyOf(whole, length));
            assertTrue(found == before || found == before - 1, "cut at " + length);
            before = found;
        }
        assertEquals(0, before);
    }

    @Test
    void aHoleOfZerosOrNoiseLosesWhatStoodThere() throws IOException {
        byte[] whole = Files.readAllBytes(fill(home));
        int from = whole.length / 2;
        byte[] zeros = whole.clone();
        Arrays.fill(zeros, from, from + 200, (byte) 0);
        byte[] marks = whole.clone();
        Arrays.fill(marks, from, from + 200, (byte) Records.MARK);
        assertTrue(rightAfter(zeros) >= COUNT - 6);
        assertTrue(rightAfter(marks) >= COUNT - 6);
        byte[] torn = ByteBuffer.allocate(whole.length + 4096).put(whole).array();
        assertEquals(COUNT, rightAfter(torn), "a tail that was reserved and never written");
    }

    @Test
    void anotherFormatIsDiscardedAndANewFileBegun() throws IOException {
        byte[] whole = Files.readAllBytes(fill(home));
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
        assertEquals(COUNT, rightAfter(whole));
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
}
