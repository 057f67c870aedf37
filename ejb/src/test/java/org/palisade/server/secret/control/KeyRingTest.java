package org.palisade.server.secret.control;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeyRingTest {

    @TempDir
    Path folder;

    private Path file;
    private MasterKey master;
    private KeyRing ring;

    @BeforeEach
    void make() throws IOException {
        file = folder.resolve("key-ring");
        master = MasterKey.create(folder.resolve("master.key"));
        ring = KeyRing.create(file, master);
    }

    @Test
    void whatWasSealedOpensAfterARestart() throws IOException {
        String sealed = ring.seal("guest-17", "svm.host_name");
        KeyRing again = KeyRing.read(file, MasterKey.read(folder.resolve("master.key")));
        assertEquals("guest-17", again.open(sealed, "svm.host_name"));
        assertEquals(ring.digest("guest-17", "c"), again.digest("guest-17", "c"));
    }

    @Test
    void theSameTextIsNeverSealedTheSameTwice() {
        assertNotEquals(ring.seal("guest-17", "c"), ring.seal("guest-17", "c"));
    }

    @Test
    void aValueMovedToAnotherColumnDoesNotOpen() {
        String sealed = ring.seal("guest-17", "svm.host_name");
        assertThrows(SealException.class, () -> ring.open(sealed, "protected_vm.host_name"));
    }

    @Test
    void aValueWithAnyCharacterChangedDoesNotOpen() {
        String sealed = ring.seal("guest", "c");
        for (int i = 0; i < sealed.length(); i++) {
            String changed = sealed.substring(0, i) + (sealed.charAt(i) == 'A' ? 'B' : 'A') + sealed.substring(i + 1);
            boolean onlyPadding = i == sealed.length() - 1;
            if (!onlyPadding) {
                assertThrows(SealException.class, () -> ring.open(changed, "c"), "at " + i);
            }
        }
        for (String cut : new String[] {"", "k1", "k1.", "k1.AAAA", sealed.substring(0, sealed.length() - 2)}) {
            assertThrows(SealException.class, () -> ring.open(cut, "c"));
        }
    }

    @Test
    void anotherMasterKeyOpensNothing() throws IOException {
        MasterKey other = MasterKey.create(folder.resolve("other.key"));
        assertThrows(SealException.class, () -> KeyRing.read(file, other));
    }

    @Test
    void aKeyMovedToAnotherNameOnTheRingIsNotTaken() throws IOException {
        Files.writeString(file, Files.readString(file).replace("key.k1", "key.k2").replace("active=k1", "active=k2"));
        assertThrows(SealException.class, () -> KeyRing.read(file, master));
    }

    @Test
    void aRingWithoutItsActiveKeyIsRefused() throws IOException {
        Files.writeString(file, Files.readString(file).replace("active=k1", "active=k9"));
        assertThrows(IOException.class, () -> KeyRing.read(file, master));
    }

    @Test
    void digestsDifferByColumnAndAreNoPlainHashes() {
        assertNotEquals(ring.digest("admin", "a"), ring.digest("admin", "b"));
        assertEquals(43, ring.digest("admin", "a").length());
    }

    @Test
    void theFileHoldsNoKeyInTheOpen() throws IOException {
        String master = Files.readString(folder.resolve("master.key")).strip();
        assertFalse(Files.readString(file).contains(master));
    }

    @Test
    void labelsGiveDifferentSecretsAndTheSameOnesAgain() throws IOException {
        assertNotEquals(hex(master.derive("a")), hex(master.derive("b")));
        assertEquals(hex(master.derive("a")), hex(MasterKey.read(folder.resolve("master.key")).derive("a")));
    }

    private static String hex(byte[] bytes) {
        return java.util.HexFormat.of().formatHex(bytes);
    }
}
