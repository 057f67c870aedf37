package org.palisade.scanserver.engine.signatures;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

class HashTableTest {

    private static byte[] name(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static boolean add(HashTable table, byte[] hash, long size, String name) throws SkippedException {
        return table.add(hash, size, name(name), 0, name.length());
    }

    @Test
    void eachOfManyIsFoundWithItsNameAndNothingElseIs() throws SkippedException {
        HashTable table = new HashTable(20);
        Random random = new Random(1);
        byte[][] hashes = new byte[30_000][20];
        for (int i = 0; i < hashes.length; i++) {
            random.nextBytes(hashes[i]);
            assertTrue(add(table, hashes[i], i * 1000L + 1, "Name." + i));
        }
        table.close();
        for (int i = 0; i < hashes.length; i++) {
            int entry = table.find(hashes[i], i * 1000L + 1);
            assertEquals("Name." + i, table.name(entry));
            assertEquals(i * 1000L + 1, table.size(entry));
            assertArrayEquals(hashes[i], table.hash(entry));
            assertEquals(HashTable.NONE, table.find(hashes[i], i * 1000L + 2));
        }
        assertEquals(HashTable.NONE, table.find(new byte[20], 1));
    }

    @Test
    void sizesThatNoEntryHasAreSeldomWanted() throws SkippedException {
        HashTable table = new HashTable(16);
        byte[] hash = new byte[16];
        for (int i = 0; i < 10_000; i++) {
            hash[i & 15]++;
            add(table, hash, 1 + i * 7L, "x");
        }
        table.close();
        int wrong = 0;
        for (int i = 0; i < 10_000; i++) {
            assertTrue(table.wants(1 + i * 7L));
            wrong += table.wants(3 + i * 7L) ? 1 : 0;
        }
        assertTrue(wrong < 500, wrong + " of 10000");
    }

    @Test
    void anEntryOfAnySizeMakesEverySizeWanted() throws SkippedException {
        HashTable table = new HashTable(16);
        assertFalse(table.wants(5));
        add(table, new byte[16], HashTable.ANY_SIZE, "Any");
        table.close();
        assertTrue(table.wants(5));
        assertEquals("Any", table.name(table.find(new byte[16], 5)));
        assertEquals(HashTable.ANY_SIZE, table.size(0));
    }

    @Test
    void theSameDigestOfManySizesIsNoTrap() throws SkippedException {
        HashTable table = new HashTable(16);
        byte[] hash = name("0123456789abcdef");
        long start = System.nanoTime();
        for (int i = 1; i <= 100_000; i++) {
            assertTrue(add(table, hash, i, "n"));
        }
        assertFalse(add(table, hash, 77, "other"));
        assertTrue(System.nanoTime() - start < 20_000_000_000L);
        assertEquals(100_000, table.count());
    }
}
