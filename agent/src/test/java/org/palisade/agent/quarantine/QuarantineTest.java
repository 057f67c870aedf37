package org.palisade.agent.quarantine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.palisade.agent.fake.Eicar;
import org.palisade.agent.file.OpenFile;
import org.palisade.agent.file.RawPath;
import org.palisade.agent.ledger.Exemptions;
import org.palisade.protocol.scan.Digest;

class QuarantineTest {

    @TempDir
    Path folder;

    private Path vault;
    private Path place;
    private Exemptions exemptions;
    private Quarantine quarantine;

    @BeforeEach
    void open() throws IOException {
        vault = folder.resolve("vault");
        place = Files.createDirectory(folder.resolve("place"));
        exemptions = new Exemptions(folder.resolve("restored.json"));
        quarantine = quarantine(1_000_000);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 68, Envelope.PIECE, Envelope.PIECE + 1, 3 * Envelope.PIECE})
    void aFileIsTakenAwayAndComesBackAsItWas(int size) throws Exception {
        Path path = Files.write(place.resolve("f"), new byte[size]);
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-r-----"));
        Files.setLastModifiedTime(path, FileTime.fromMillis(123_456_789));
        Entry entry = take(path);
        assertFalse(Files.exists(path));
        assertEquals(entry, quarantine(1_000_000).list().get(0));
        quarantine(1_000_000).restore(entry.id(), Optional.empty());
        assertArrayEquals(new byte[size], Files.readAllBytes(path));
        assertEquals("rw-r-----", PosixFilePermissions.toString(Files.getPosixFilePermissions(path)));
        assertEquals(123_456_789, Files.getLastModifiedTime(path).toMillis());
        assertTrue(quarantine.list().isEmpty());
    }

    @Test
    void aNameThatIsNoTextComesBackByteByByte() throws Exception {
        byte[] name = (RawPath.of(place).text() + "/?").getBytes(StandardCharsets.UTF_8);
        name[name.length - 1] = (byte) 0xfe;
        Path path = Files.write(RawPath.of(name).path(), Eicar.bytes());
        quarantine.restore(take(path).id(), Optional.empty());
        assertArrayEquals(Eicar.bytes(), Files.readAllBytes(RawPath.of(name).path()));
    }

    @Test
    void neitherContentNorNameCanBeReadInTheVaultAndOnlyItsOwnerMayLook() throws Exception {
        take(Files.write(place.resolve("telling-name"), Eicar.bytes()));
        try (Stream<Path> files = Files.list(vault)) {
            for (Path file : files.toList()) {
                String text = Files.readString(file, StandardCharsets.ISO_8859_1);
                assertFalse(text.contains("ANTIVIRUS") || text.contains("telling-name"));
                assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
            }
        }
        assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(vault)));
    }

    @Test
    void aRestoredFileMayNotActAsItsOwnerAndIsExempt() throws Exception {
        Path path = Files.write(place.resolve("f"), Eicar.bytes());
        assertEquals(0, new ProcessBuilder("chmod", "6755", path.toString()).start().waitFor());
        quarantine.restore(take(path).id(), Optional.empty());
        assertEquals(0755, (int) Files.getAttribute(path, "unix:mode") & 07777);
        try (OpenFile file = OpenFile.open(RawPath.of(path))) {
            assertTrue(exemptions.holds(file.status().version()));
        }
    }

    @Test
    void aFileThatChangedSinceItWasScannedIsNotTaken() throws Exception {
        Path path = Files.write(place.resolve("f"), Eicar.bytes());
        Digest scanned = digest(path);
        Files.writeString(path, "something else");
        try (OpenFile file = OpenFile.open(RawPath.of(path))) {
            assertThrows(IOException.class, () -> quarantine.take(file, RawPath.of(path), "T", scanned));
        }
        assertEquals("something else", Files.readString(path));
        assertTrue(quarantine.list().isEmpty());
    }

    @Test
    void anotherFileThatHasTheNameNowIsNotRemoved() throws Exception {
        Path path = Files.write(place.resolve("f"), Eicar.bytes());
        Digest scanned = digest(path);
        try (OpenFile file = OpenFile.open(RawPath.of(path))) {
            Files.move(path, place.resolve("moved"));
            Files.writeString(path, "innocent");
            assertThrows(IOException.class, () -> quarantine.take(file, RawPath.of(path), "T", scanned));
        }
        assertEquals("innocent", Files.readString(path));
        assertTrue(quarantine.list().isEmpty());
    }

    @Test
    void aLinkInTheWayIsNotFollowed() throws Exception {
        Path path = Files.write(place.resolve("f"), Eicar.bytes());
        Entry entry = take(path);
        Path victim = Files.createDirectory(folder.resolve("victim"));
        Files.move(place, folder.resolve("away"));
        Files.createSymbolicLink(place, victim);
        assertThrows(IOException.class, () -> quarantine.restore(entry.id(), Optional.empty()));
        try (Stream<Path> files = Files.list(victim)) {
            assertEquals(0, files.count());
        }
    }

    @Test
    void anExistingFileIsNotOverwritten() throws Exception {
        Path path = Files.write(place.resolve("f"), Eicar.bytes());
        Entry entry = take(path);
        Files.writeString(path, "newer");
        assertThrows(IOException.class, () -> quarantine.restore(entry.id(), Optional.empty()));
        assertEquals("newer", Files.readString(path));
        try (Stream<Path> files = Files.list(place)) {
            assertEquals(1, files.count());
        }
        quarantine.restore(entry.id(), Optional.of(RawPath.of(place.resolve("beside"))));
        assertArrayEquals(Eicar.bytes(), Files.readAllBytes(place.resolve("beside")));
    }

    @ParameterizedTest
    @ValueSource(ints = {10, 60, -10, -80_000})
    void aDamagedEnvelopeIsNoticedAndNothingOfItIsRestored(int position) throws Exception {
        Path path = Files.write(place.resolve("f"), new byte[2 * Envelope.PIECE]);
        Entry entry = take(path);
        Path envelope = vault.resolve(entry.id() + ".envelope");
        byte[] bytes = Files.readAllBytes(envelope);
        bytes[position < 0 ? bytes.length + position : position] ^= 1;
        Files.write(envelope, bytes);
        assertThrows(IOException.class, () -> quarantine.restore(entry.id(), Optional.empty()));
        try (Stream<Path> files = Files.list(place)) {
            assertEquals(0, files.count());
        }
    }

    @Test
    void anEnvelopeCutBetweenTwoPiecesIsNoticed() throws Exception {
        Entry entry = take(Files.write(place.resolve("f"), new byte[2 * Envelope.PIECE]));
        Path envelope = vault.resolve(entry.id() + ".envelope");
        byte[] bytes = Files.readAllBytes(envelope);
        Files.write(envelope, java.util.Arrays.copyOf(bytes, bytes.length - Envelope.PIECE - 20));
        assertThrows(IOException.class, () -> quarantine.restore(entry.id(), Optional.empty()));
    }

    @Test
    void aFullQuarantineTakesNothingMore() throws Exception {
        quarantine = quarantine(50);
        Path path = Files.write(place.resolve("f"), Eicar.bytes());
        assertThrows(QuarantineFullException.class, () -> take(path));
        assertTrue(Files.exists(path));
    }

    @Test
    void whatAKilledProcessLeftHalfWrittenIsClearedAway() throws Exception {
        Files.writeString(vault.resolve("half.new"), "half");
        quarantine = quarantine(1_000_000);
        assertFalse(Files.exists(vault.resolve("half.new")));
    }

    /** As an agent killed in the middle of a restore leaves it: a half file, and the note that it was to be made there. */
    @Test
    void whatAKilledRestoreLeftIsClearedAwayAtTheNextStart() throws Exception {
        Entry entry = take(Files.write(place.resolve("f"), Eicar.bytes()));
        Path half = Files.write(place.resolve(".palisade-" + entry.id()), Eicar.bytes());
        Files.write(vault.resolve(entry.id() + ".restoring"), RawPath.of(place).bytes());
        Files.write(vault.resolve("another.restoring"), new byte[0]);
        quarantine = quarantine(1_000_000);
        assertFalse(Files.exists(half));
        assertFalse(Files.exists(vault.resolve(entry.id() + ".restoring")) || Files.exists(vault.resolve("another.restoring")));
        quarantine.restore(entry.id(), Optional.empty());
        assertArrayEquals(Eicar.bytes(), Files.readAllBytes(place.resolve("f")));
    }

    @Test
    void whatAKilledRestoreLeftDoesNotStandInTheWayOfTheNextOne() throws Exception {
        Entry entry = take(Files.write(place.resolve("f"), Eicar.bytes()));
        Path half = Files.write(place.resolve(".palisade-" + entry.id()), new byte[3]);
        quarantine.restore(entry.id(), Optional.empty());
        assertArrayEquals(Eicar.bytes(), Files.readAllBytes(place.resolve("f")));
        assertFalse(Files.exists(half));
        try (Stream<Path> files = Files.list(vault)) {
            assertEquals(1, files.count(), "the key alone is left");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "{}", "null", "{\"files\":[null]}"})
    void aListOfRestoredFilesThatCannotBeReadIsLeftOut(String text) throws Exception {
        Files.writeString(folder.resolve("restored.json"), text);
        exemptions = new Exemptions(folder.resolve("restored.json"));
        quarantine = quarantine(1_000_000);
        Path path = Files.write(place.resolve("f"), Eicar.bytes());
        quarantine.restore(take(path).id(), Optional.empty());
        try (OpenFile file = OpenFile.open(RawPath.of(path))) {
            assertTrue(new Exemptions(folder.resolve("restored.json")).holds(file.status().version()));
        }
    }

    @Test
    void deletedIsGone() throws Exception {
        Entry entry = take(Files.write(place.resolve("f"), Eicar.bytes()));
        quarantine.delete(entry.id());
        assertTrue(quarantine.list().isEmpty());
        assertThrows(IOException.class, () -> quarantine.delete(entry.id()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"../key", "", "key", "00000000-0000-0000-0000-000000000000"})
    void anIdThatIsNoneTouchesNothing(String id) {
        assertThrows(IOException.class, () -> quarantine.delete(id));
    }

    private Quarantine quarantine(long cap) throws IOException {
        return new Quarantine(vault, new QuarantineConfig(Action.QUARANTINE, cap), exemptions, Clock.systemUTC());
    }

    private Entry take(Path path) throws IOException {
        try (OpenFile file = OpenFile.open(RawPath.of(path))) {
            return quarantine.take(file, RawPath.of(path), "Threat", digest(path));
        }
    }

    private static Digest digest(Path path) throws IOException {
        return Digest.of(Digest.computation().digest(Files.readAllBytes(path)));
    }
}
