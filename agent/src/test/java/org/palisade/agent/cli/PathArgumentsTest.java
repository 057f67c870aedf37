package org.palisade.agent.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.palisade.agent.file.RawPath;

class PathArgumentsTest {

    /** In the kernel's form; {@code þ} and {@code ÿ} stand for bytes that are no text. */
    private final PathArguments arguments = new PathArguments("java\0scan\0/plain\0/no-\u00fe\0/no-\u00ff\0no-\u00fe\0".getBytes(StandardCharsets.ISO_8859_1));

    @Test
    void argumentsThatJavaMadeTheSameTextOfAreToldApartByTheirOrder() {
        assertEquals(List.of(raw("/plain"), raw("/no-\u00fe"), raw("/no-\u00ff")), arguments.raw(paths("/plain", "/no-\ufffd", "/no-\ufffd")));
    }

    @Test
    void aRelativePathIsMadeAbsolute() {
        byte[] here = RawPath.of(Path.of("")).bytes();
        byte[] whole = Arrays.copyOf(here, here.length + 5);
        System.arraycopy("/no-\u00fe".getBytes(StandardCharsets.ISO_8859_1), 0, whole, here.length, 5);
        assertEquals(List.of(RawPath.of(whole)), arguments.raw(paths("no-\ufffd")));
    }

    @Test
    void aNameThatReallyHoldsTheReplacementCharacterIsLeftAsItIs() {
        assertEquals(List.of(RawPath.of(Path.of("/other-\ufffd"))), arguments.raw(paths("/other-\ufffd")));
    }

    private static List<Path> paths(String... texts) {
        return Stream.of(texts).map(Path::of).toList();
    }

    private static RawPath raw(String bytes) {
        return RawPath.of(bytes.getBytes(StandardCharsets.ISO_8859_1));
    }
}
