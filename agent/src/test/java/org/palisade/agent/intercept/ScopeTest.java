package org.palisade.agent.intercept;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.palisade.agent.file.RawPath;

class ScopeTest {

    private static final String ROOT = "27 1 254:0 / / rw,relatime - ext4 /dev/vda rw\n";
    private static final String PROC = "22 27 0:21 / /proc rw - proc proc rw\n";

    @Test
    void aFolderCoversWhatIsInItAndNothingBesideIt() {
        Scope scope = scope(ROOT, "/srv/data");
        assertTrue(covers(scope, "/srv/data"));
        assertTrue(covers(scope, "/srv/data/a/b"));
        assertFalse(covers(scope, "/srv/data2"));
        assertFalse(covers(scope, "/srv"));
    }

    @Test
    void anExcludedFolderIsLeftOutButNotUnderAnotherName() {
        RawPath excluded = RawPath.of("/srv/data/own".getBytes(StandardCharsets.UTF_8));
        String table = ROOT + "40 27 254:0 /srv/data/own /mnt/other rw - ext4 /dev/vda rw\n";
        Scope scope = Scope.of(List.of(RawPath.of("/srv".getBytes(StandardCharsets.UTF_8))), List.of(excluded),
                Mount.parse(table.getBytes(StandardCharsets.UTF_8)));
        assertFalse(covers(scope, "/srv/data/own/file"));
        assertTrue(covers(scope, "/srv/data/owner"));
        assertTrue(covers(scope, "/mnt/other/file"));
    }

    @Test
    void theRootCoversEverything() {
        assertTrue(covers(scope(ROOT, "/"), "/anything"));
    }

    @Test
    void aBindMountOfTheFolderIsCoveredUnderItsOtherName() {
        Scope scope = scope(ROOT + "40 27 254:0 /srv/data /mnt/other rw - ext4 /dev/vda rw\n", "/srv/data");
        assertTrue(covers(scope, "/mnt/other/file"));
        assertFalse(covers(scope, "/mnt/another"));
    }

    @Test
    void aBindMountOfAFolderAboveItIsCoveredInPart() {
        Scope scope = scope(ROOT + "40 27 254:0 /srv /mnt/other rw - ext4 /dev/vda rw\n", "/srv/data");
        assertTrue(covers(scope, "/mnt/other/data/file"));
        assertFalse(covers(scope, "/mnt/other/file"));
    }

    @Test
    void aBindMountOfAFolderBelowItIsCoveredWhole() {
        Scope scope = scope(ROOT + "40 27 254:0 /srv/data/deep /mnt/other rw - ext4 /dev/vda rw\n", "/srv/data");
        assertTrue(covers(scope, "/mnt/other/file"));
    }

    @Test
    void aWatchedBindMountCoversTheOriginal() {
        Scope scope = scope(ROOT + "40 27 254:0 /real /srv/data rw - ext4 /dev/vda rw\n", "/srv/data/in");
        assertTrue(covers(scope, "/real/in/file"));
        assertFalse(covers(scope, "/real/file"));
    }

    @Test
    void whatIsMountedInTheFolderIsCoveredWithItsOtherNames() {
        Scope scope = scope(ROOT + "40 27 0:50 / /srv/data/disk rw - tmpfs tmpfs rw\n41 27 0:50 / /mnt/other rw - tmpfs tmpfs rw\n", "/srv/data");
        assertEquals(Set.of("254:0", "0:50"), scope.fileSystems().keySet());
        assertTrue(covers(scope, "/mnt/other/file"));
    }

    @Test
    void fileSystemsThatHoldNoFilesAreLeftOut() {
        assertEquals(Set.of("254:0"), scope(ROOT + PROC, "/").fileSystems().keySet());
    }

    @Test
    void blanksInAMountPointAreRead() {
        List<Mount> mounts = Mount.parse((ROOT + "40 27 0:50 / /mnt/a\\040b rw shared:1 master:2 - tmpfs tmpfs rw\n").getBytes(StandardCharsets.UTF_8));
        assertEquals("/mnt/a b", mounts.get(1).point().text());
        assertEquals("tmpfs", mounts.get(1).type());
    }

    @Test
    void aMountOfAnotherNamespaceIsNotKnown() {
        Scope scope = scope(ROOT + PROC, "/srv");
        assertTrue(scope.knows(22));
        assertFalse(scope.knows(23));
    }

    private static Scope scope(String table, String folder) {
        return Scope.of(List.of(RawPath.of(folder.getBytes(StandardCharsets.UTF_8))), List.of(), Mount.parse(table.getBytes(StandardCharsets.UTF_8)));
    }

    private static boolean covers(Scope scope, String path) {
        byte[] bytes = path.getBytes(StandardCharsets.UTF_8);
        return scope.covers(bytes, bytes.length);
    }
}
