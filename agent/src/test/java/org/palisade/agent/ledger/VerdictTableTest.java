package org.palisade.agent.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.palisade.agent.file.FileVersion;
import org.palisade.agent.ledger.VerdictTable.Known;

@Timeout(60)
class VerdictTableTest {

    private static final Fingerprint FINGERPRINT = new Fingerprint(new byte[32], "boot", "set");

    @Test
    void amongAMillionStrangersNobodyIsTakenForAFileThatIsKnown() {
        VerdictTable table = table(100_000);
        for (int i = 0; i < 100_000; i++) {
            put(table, i, i % 2 == 0);
        }
        for (int i = 100_000; i < 1_100_000; i++) {
            assertEquals(Known.NOTHING, find(table, i));
        }
        for (int i = 0; i < 100_000; i++) {
            Known known = find(table, i);
            assertTrue(known == Known.NOTHING || known == (i % 2 == 0 ? Known.CLEAN_INSIDE : Known.CLEAN));
        }
    }

    @Test
    void asManyFilesAsAreToBeRememberedFindRoom() {
        VerdictTable table = table(262_144);
        for (int i = 0; i < 262_144; i++) {
            put(table, i, false);
        }
        int lost = 0;
        for (int i = 0; i < 262_144; i++) {
            lost += find(table, i) == Known.NOTHING ? 1 : 0;
        }
        assertEquals(0, lost, "files that found no room");
    }

    @Test
    void aMillionFilesNeverMakeItLargerThanItMayBe() {
        VerdictTable table = table(10_000);
        for (int i = 0; i < 1_000_000; i++) {
            put(table, i, false);
            assertTrue(table.size() <= 10_000);
            assertEquals(Known.CLEAN, find(table, i), "the last one is always known");
        }
        assertTrue(table.size() > 9_900, "it is full, not thrashed: " + table.size());
    }

    @Test
    void filesThatAreAskedForSurviveAStreamOfOthers() {
        VerdictTable table = table(10_000);
        for (int i = 0; i < 1_000; i++) {
            put(table, i, false);
        }
        int lost = 0;
        for (int i = 1_000; i < 100_000; i++) {
            put(table, i, false);
            lost += find(table, i % 1_000) == Known.NOTHING ? 1 : 0;
        }
        assertTrue(lost < 990, lost + " of 99,000 look-ups in vain");
    }

    @Test
    void whenEverythingIsWantedSomethingGoesAllTheSame() {
        VerdictTable table = table(16);
        for (int i = 0; i < 1_000; i++) {
            put(table, i, false);
            for (int j = 0; j <= i; j++) {
                find(table, j);
            }
            assertTrue(table.size() <= 16);
        }
    }

    @Test
    void aTableForNothingHoldsNothing() {
        VerdictTable table = table(0);
        put(table, 1, true);
        assertEquals(Known.NOTHING, find(table, 1));
        assertEquals(0, table.size());
    }

    @Test
    void readersNeverSeeAStrangerWhileTheTableChangesUnderThem() throws Exception {
        VerdictTable table = table(64);
        AtomicBoolean over = new AtomicBoolean();
        AtomicLong wrong = new AtomicLong();
        Thread[] readers = new Thread[3];
        for (int r = 0; r < readers.length; r++) {
            readers[r] = new Thread(() -> {
                for (int i = 0; !over.get(); i = (i + 1) % 1_000) {
                    // Even files are only ever put with their archives, odd ones without, those from 1,000 on never.
                    Known wrongAnswer = i % 2 == 0 ? Known.CLEAN : Known.CLEAN_INSIDE;
                    if (find(table, i) == wrongAnswer || find(table, 1_000 + i) != Known.NOTHING) {
                        wrong.incrementAndGet();
                    }
                }
            });
            readers[r].start();
        }
        for (int i = 0; i < 500_000; i++) {
            put(table, i % 1_000, i % 2 == 0);
        }
        over.set(true);
        for (Thread reader : readers) {
            reader.join();
        }
        assertEquals(0, wrong.get());
    }

    private static VerdictTable table(int most) {
        return new VerdictTable(most, (slot, first, second) -> { });
    }

    private static void put(VerdictTable table, int file, boolean inside) {
        table.put(FINGERPRINT.first(file(file)), FINGERPRINT.second(file(file)), inside);
    }

    private static Known find(VerdictTable table, int file) {
        return table.find(FINGERPRINT.first(file(file)), FINGERPRINT.second(file(file)));
    }

    private static FileVersion file(int number) {
        return new FileVersion(1L << 32, number, 10, 0, 500);
    }
}
