package org.palisade.agent.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.palisade.agent.file.FileVersion;
import org.palisade.protocol.scan.Verdict;

/** What holds in memory holds on disk too. */
abstract class CleanFilesContract {

    abstract CleanFiles open(int most);

    @Test
    void aFileIsKnownInThisStateAndNoOther() {
        CleanFiles files = open(100);
        files.use("s1");
        files.remember(new FileVersion(1, 2, 3, 4, 5), false);
        assertEquals(Optional.of(new Finding(Verdict.clean("", "s1"), Optional.empty(), false)), files.find(new FileVersion(1, 2, 3, 4, 5)));
        for (FileVersion other : new FileVersion[] {new FileVersion(9, 2, 3, 4, 5), new FileVersion(1, 9, 3, 4, 5), new FileVersion(1, 2, 9, 4, 5),
            new FileVersion(1, 2, 3, 9, 5), new FileVersion(1, 2, 3, 4, 9)}) {
            assertTrue(files.find(other).isEmpty());
        }
    }

    @Test
    void whoseArchivesWereOpenedIsKnownSoAndStaysSo() {
        CleanFiles files = open(100);
        files.use("s1");
        files.remember(file(1), false);
        assertFalse(files.find(file(1)).orElseThrow().archives());
        files.remember(file(1), true);
        files.remember(file(1), false);
        assertTrue(files.find(file(1)).orElseThrow().archives());
        assertEquals(1, files.size());
    }

    @Test
    void whatIsForgottenIsNotKnown() {
        CleanFiles files = open(100);
        files.use("s1");
        files.remember(file(1), true);
        files.remember(file(2), true);
        files.forget(file(1));
        files.forget(file(3));
        assertTrue(files.find(file(1)).isEmpty());
        assertTrue(files.find(file(2)).isPresent());
        assertEquals(1, files.size());
    }

    @Test
    void anotherSignatureSetKnowsNothingAndNeitherDoesTheFirstWhenItComesBack() {
        CleanFiles files = open(100);
        files.use("s1");
        files.remember(file(1), false);
        files.use("s1");
        assertTrue(files.find(file(1)).isPresent());
        files.use("s2");
        assertEquals("s2", files.signatureSet());
        assertTrue(files.find(file(1)).isEmpty());
        files.use("s1");
        assertTrue(files.find(file(1)).isEmpty());
        assertEquals(0, files.size());
    }

    @Test
    void thereAreNeverMoreThanAllowed() {
        CleanFiles files = open(100);
        files.use("s1");
        for (int i = 0; i < 10_000; i++) {
            files.remember(file(i), i % 3 == 0);
        }
        assertTrue(files.size() <= 100 && files.size() > 80, "size " + files.size());
        assertTrue(files.find(file(9_999)).isPresent());
    }

    @Test
    void noneAllowedIsNoneKnown() {
        CleanFiles files = open(0);
        files.use("s1");
        files.remember(file(1), false);
        assertTrue(files.find(file(1)).isEmpty());
    }

    static FileVersion file(long inode) {
        return new FileVersion(1L << 32, inode, 10, 0, 500);
    }
}
