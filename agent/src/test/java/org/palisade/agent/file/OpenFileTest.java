package org.palisade.agent.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.palisade.protocol.scan.Digest;

class OpenFileTest {

    @TempDir
    Path folder;

    @Test
    void itReadsAnywhereAndSaysWhereTheEndIs() throws Exception {
        try (OpenFile file = OpenFile.open(RawPath.of(Files.writeString(folder.resolve("f"), "0123456789")))) {
            ByteBuffer into = ByteBuffer.allocate(4);
            assertEquals(4, file.read(3, into));
            assertEquals("3456", new String(into.array()));
            assertEquals(1, file.read(9, ByteBuffer.allocate(4)));
            assertEquals(0, file.read(99, ByteBuffer.allocate(4)));
        }
    }

    @Test
    void itsDigestIsThatOfTheWholeContent() throws Exception {
        byte[] content = new byte[200_000];
        content[150_000] = 1;
        try (OpenFile file = OpenFile.open(RawPath.of(Files.write(folder.resolve("f"), content)))) {
            assertEquals(Optional.of(Digest.of(Digest.computation().digest(content))), file.digest(content.length, () -> true));
        }
    }

    @Test
    void aFileThatIsLongerOrShorterThanExpectedHasNoDigest() throws Exception {
        try (OpenFile file = OpenFile.open(RawPath.of(Files.writeString(folder.resolve("f"), "0123456789")))) {
            assertTrue(file.digest(9, () -> true).isEmpty());
            assertTrue(file.digest(11, () -> true).isEmpty());
            assertTrue(file.digest(10, () -> false).isEmpty());
        }
    }

    @Test
    void aLinkIsNotFollowed() throws Exception {
        Path link = Files.createSymbolicLink(folder.resolve("link"), Files.writeString(folder.resolve("f"), "x"));
        assertThrows(NativeIOException.class, () -> OpenFile.open(RawPath.of(link)).close());
        Path linked = Files.createSymbolicLink(folder.resolve("linked"), Files.createDirectory(folder.resolve("real")));
        assertThrows(NativeIOException.class, () -> OpenFolder.of(RawPath.of(linked)).close());
    }

    @Test
    void afterItIsClosedNothingIsReadFromItsNumber() throws Exception {
        OpenFile file = OpenFile.open(RawPath.of(Files.writeString(folder.resolve("f"), "x")));
        file.close();
        assertThrows(ClosedChannelException.class, () -> file.read(0, ByteBuffer.allocate(1)));
        assertThrows(ClosedChannelException.class, file::status);
    }

    @Test
    void aWriteShowsInTheVersionAndATimeSetBackDoesToo() throws Exception {
        Path path = Files.writeString(folder.resolve("f"), "x");
        try (OpenFile file = OpenFile.open(RawPath.of(path))) {
            FileVersion before = file.status().version();
            assertEquals(before, file.status().version());
            Files.setLastModifiedTime(path, java.nio.file.attribute.FileTime.fromMillis(0));
            assertFalse(before.equals(file.status().version()));
            assertTrue(before.sameFile(file.status().version()));
            assertEquals(0, file.status().version().modified());
        }
    }
}
