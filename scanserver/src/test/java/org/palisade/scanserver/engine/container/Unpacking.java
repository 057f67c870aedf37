package org.palisade.scanserver.engine.container;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.palisade.protocol.scan.Reason;

/** What tests of unpacking have in common: a folder for the spool, in which nothing may be left behind. */
interface Unpacking {

    byte[] TEXT = Packing.ascii("It is the content that counts. ".repeat(3000));

    Path folder();

    @AfterEach
    default void noFileRemains() throws IOException {
        try (var files = Files.list(folder())) {
            assertEquals(List.of(), files.toList());
        }
    }

    default Optional<Reason> reason(byte[] file) {
        return Walked.through(file, folder()).reason();
    }

    /** It is taken for that type, and the whole of it is opened; at that path the content is found. */
    default void opens(byte[] container, FileType type, String path, byte[] content) {
        byte[] head = Arrays.copyOf(container, Math.min(container.length, FileType.HEAD));
        assertEquals(type, FileType.detect(head, head.length));
        Walked walked = Walked.through(container, folder());
        assertArrayEquals(content, walked.content(path), type + " " + walked.paths());
        assertEquals(Optional.empty(), walked.reason(), type.name());
    }
}
