package org.palisade.scanserver.engine.signatures;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.palisade.protocol.scan.Digest;
import org.palisade.scanserver.engine.SignatureChange;

class SetDifferenceTest {

    private static final byte[] A = Sets.ascii("sample a");
    private static final byte[] B = Sets.ascii("another sample, b");

    @TempDir
    private Path folder;
    private SignatureEngine engine;
    private String first;

    @BeforeEach
    void start() throws IOException {
        write("a.hsb", Sets.line(Algorithm.SHA256, A, "A"), Sets.line(Algorithm.SHA1, A, "A.1"));
        write("a.ndb", "Body:0:*:aabbccddeeff00112233", "Other:0:*:2233445566778899aabb");
        engine = Sets.engine(folder);
        first = engine.signatureSet();
    }

    private void write(String file, String... lines) throws IOException {
        Files.write(folder.resolve(file), List.of(lines));
    }

    /** The change to what is in the folder now. */
    private SignatureChange change() {
        String before = engine.signatureSet();
        engine.refresh();
        engine.refresh();
        SignatureChange change = engine.changeSince(before);
        assertEquals(before, change.from());
        assertEquals(engine.signatureSet(), change.to());
        return change;
    }

    private static void assertOnly(SignatureChange change, List<SignatureChange.Addition> infected, Set<Long> sizes, boolean anySize, boolean bodies, Set<String> withdrawn) {
        assertEquals(new SignatureChange(change.from(), change.to(), true, infected, sizes, anySize, bodies, withdrawn), change);
    }

    @Test
    void addedDigestsAreToldWithSizeAndName() throws IOException {
        write("b.hsb", Sets.line(Algorithm.SHA256, B, "B"), Sets.hex(Algorithm.SHA256, Sets.ascii("c")) + ":*:C:73");
        assertOnly(change(), List.of(new SignatureChange.Addition(Digest.of(Algorithm.SHA256.computation().digest(B)), B.length, "B"),
                new SignatureChange.Addition(Digest.of(Algorithm.SHA256.computation().digest(Sets.ascii("c"))), -1, "C")), Set.of(), false, false, Set.of());
    }

    @Test
    void addedMd5AndSha1MakeTheirSizesDue() throws IOException {
        write("b.hdb", Sets.line(Algorithm.MD5, B, "B"), Sets.hex(Algorithm.SHA1, A) + ":1000:A.2");
        assertOnly(change(), List.of(), Set.of((long) B.length, 1000L), false, false, Set.of());
        write("c.hdb", Sets.hex(Algorithm.MD5, A) + ":*:C:73");
        assertOnly(change(), List.of(), Set.of(), true, false, Set.of());
    }

    @Test
    void bodySectionAndContainerSignaturesMakeAllCleanOnesDue() throws IOException {
        write("b.ndb", "New:0:*:99887766554433221100");
        assertOnly(change(), List.of(), Set.of(), false, true, Set.of());
        write("b.mdb", "100:" + Sets.hex(Algorithm.MD5, A) + ":Section");
        assertOnly(change(), List.of(), Set.of(), false, true, Set.of());
        write("b.cdb", "Container:CL_TYPE_ZIP:*:exe$:*:*:*:*:*:*");
        assertOnly(change(), List.of(), Set.of(), false, true, Set.of());
    }

    @Test
    void withdrawnSignaturesAreToldByName() throws IOException {
        write("a.hsb", Sets.line(Algorithm.SHA1, A, "A.1"));
        write("a.ndb", "Other:0:*:2233445566778899aabb");
        assertOnly(change(), List.of(), Set.of(), false, false, Set.of("A", "Body"));
    }

    @Test
    void aChangedBodyIsBothNewAndWithdrawn() throws IOException {
        write("a.ndb", "Body:0:*:aabbccddeeff0011223344", "Other:0:*:2233445566778899aabb");
        assertOnly(change(), List.of(), Set.of(), false, true, Set.of("Body"));
    }

    @Test
    void anotherNameForADigestIsBothNewAndWithdrawn() throws IOException {
        write("a.hsb", Sets.line(Algorithm.SHA256, A, "A.New"), Sets.line(Algorithm.SHA1, A, "A.1"));
        assertOnly(change(), List.of(new SignatureChange.Addition(Digest.of(Algorithm.SHA256.computation().digest(A)), A.length, "A.New")), Set.of(), false, false, Set.of("A"));
    }

    @Test
    void anIgnoredSignatureIsWithdrawn() throws IOException {
        write("a.ign2", "A");
        assertOnly(change(), List.of(), Set.of(), false, false, Set.of("A"));
    }

    @Test
    void aNewWhitelistEntryMakesEverythingDueAndARemovedOneWhatIsClean() throws IOException {
        write("a.fp", Sets.line(Algorithm.MD5, A, "Good"));
        assertFalse(change().known());
        Files.delete(folder.resolve("a.fp"));
        assertOnly(change(), List.of(), Set.of(), false, true, Set.of());
    }

    @Test
    void aRemarkChangesTheLabelAndNothingElse() throws IOException {
        write("a.hsb", "# remark", Sets.line(Algorithm.SHA256, A, "A"), Sets.line(Algorithm.SHA1, A, "A.1"));
        assertOnly(change(), List.of(), Set.of(), false, false, Set.of());
    }

    @Test
    void ofOlderSetsNothingIsKnownAndOfTheSameOneThatNothingChanged() throws IOException {
        write("b.hsb", Sets.line(Algorithm.SHA256, B, "B"));
        change();
        write("c.hsb", Sets.line(Algorithm.SHA256, Sets.ascii("c"), "C"));
        change();
        assertFalse(engine.changeSince(first).known());
        SignatureChange same = engine.changeSince(engine.signatureSet());
        assertTrue(same.known() && same.infected().isEmpty() && !same.bodies());
    }

    @Test
    void tooManyChangesAreNotListed() throws IOException {
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < 50_001; i++) {
            lines.append(String.format("%064x:10:N%d%n", i, i));
        }
        Files.writeString(folder.resolve("b.hsb"), lines);
        assertFalse(change().known());
    }
}
