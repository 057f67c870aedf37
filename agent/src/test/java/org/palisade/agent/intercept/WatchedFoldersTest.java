package org.palisade.agent.intercept;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WatchedFoldersTest {

    @TempDir
    Path tree;

    private final Set<String> registered = new TreeSet<>();
    private final Set<String> files = new TreeSet<>();
    private final AtomicInteger incomplete = new AtomicInteger();

    @BeforeEach
    void plant() throws IOException {
        for (String name : new String[] {"a", "b/deep", "c"}) {
            Files.createDirectories(tree.resolve(name));
        }
        Files.writeString(tree.resolve("b/file"), "file");
    }

    @Test
    void aFolderThatCannotBeWatchedCostsItselfOnlyAndIsToldOnce() {
        WatchedFolders folders = folders("b", new IOException("User limit of inotify watches reached"));
        folders.add(tree, true);
        folders.add(tree, true);
        assertEquals(Set.of("", "a", "b/deep", "c"), registered);
        assertEquals(Set.of("b/file"), files);
        assertEquals(1, incomplete.get());
        assertTrue(folders.some());
    }

    @Test
    void aFolderThatIsGoneIsNotMissed() {
        folders("b", new NoSuchFileException("b")).add(tree, false);
        assertEquals(Set.of("", "a", "b/deep", "c"), registered);
        assertEquals(0, incomplete.get());
    }

    @Test
    void whenNothingCanBeWatchedThatIsNoProtection() {
        WatchedFolders folders = new WatchedFolders(folder -> {
            throw new IOException("no room");
        }, file -> files.add(file.toString()), incomplete::incrementAndGet, List.of());
        folders.add(tree, false);
        assertFalse(folders.some());
        assertEquals(1, incomplete.get());
    }

    private WatchedFolders folders(String refused, IOException why) {
        return new WatchedFolders(folder -> {
            String name = tree.relativize(folder).toString();
            if (name.equals(refused)) {
                throw why;
            }
            registered.add(name);
        }, file -> files.add(tree.relativize(file).toString()), incomplete::incrementAndGet, List.of());
    }
}
