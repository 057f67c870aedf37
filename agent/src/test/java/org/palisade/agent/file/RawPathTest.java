package org.palisade.agent.file;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RawPathTest {

    private static final byte[] NOT_UTF8 = {'/', 't', 'm', 'p', '/', (byte) 0xff, ' ', '%', (byte) 0xc3, (byte) 0xa4, '\n'};

    @TempDir
    Path folder;

    static Stream<byte[]> paths() {
        return Stream.of(NOT_UTF8, "/".getBytes(StandardCharsets.UTF_8), "/a b/%41/ü".getBytes(StandardCharsets.UTF_8), "/a?#;".getBytes(StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @MethodSource("paths")
    void theBytesSurviveTheWayThroughJava(byte[] bytes) {
        assertArrayEquals(bytes, RawPath.of(RawPath.of(bytes).path()).bytes());
    }

    @ParameterizedTest
    @MethodSource("paths")
    void theBytesSurviveTheirEncodedForm(byte[] bytes) {
        String encoded = RawPath.of(bytes).encoded();
        assertArrayEquals(bytes, RawPath.ofEncoded(encoded).bytes());
        assertEquals(0, encoded.chars().filter(c -> c <= ' ' || c >= 0x7f).count());
    }

    @Test
    void whatIsNoEncodedPathIsRefused() {
        for (String text : List.of("", "relative", "/%", "/%4", "/%zz", "/%00", "/\u00fc")) {
            assertThrows(IllegalArgumentException.class, () -> RawPath.ofEncoded(text));
        }
    }

    @Test
    void aFileWhoseNameIsNoTextIsOpenedAndRead() throws Exception {
        byte[] name = (RawPath.of(folder).text() + "/?").getBytes(StandardCharsets.UTF_8);
        name[name.length - 1] = (byte) 0xfe;
        RawPath path = RawPath.of(name);
        Files.writeString(path.path(), "content");
        try (OpenFile file = OpenFile.open(path)) {
            assertEquals(7, file.status().version().size());
            assertEquals(path, file.path());
        }
        try (Stream<Path> listed = Files.list(folder)) {
            assertEquals(List.of(path), listed.map(RawPath::of).toList());
        }
    }

    @Test
    void bytesThatAreNoTextAreShownInHexadecimal() {
        assertEquals("/tmp/\\xff %ä\n", RawPath.of(NOT_UTF8).text());
    }

    @Test
    void aPathHasAParentAndAName() {
        RawPath path = RawPath.of("/a/b".getBytes(StandardCharsets.UTF_8));
        assertEquals("/a", path.parent().text());
        assertEquals("/", path.parent().parent().text());
        assertArrayEquals(new byte[] {'b'}, path.name());
    }

    @Test
    void whatIsNoAbsolutePathIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> RawPath.of(new byte[0]));
        assertThrows(IllegalArgumentException.class, () -> RawPath.of(new byte[] {'a'}));
        assertThrows(IllegalArgumentException.class, () -> RawPath.of(new byte[] {'/', 0}));
    }
}
