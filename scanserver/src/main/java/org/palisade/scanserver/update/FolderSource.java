package org.palisade.scanserver.update;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** A repository in a folder of this machine: a mount, or what somebody carried here. */
public final class FolderSource implements UpdateSource {

    private final Path folder;

    /** A repository that need not be there yet. */
    public FolderSource(Path folder) {
        this.folder = folder;
    }

    @Override
    public InputStream open(String path) throws IOException {
        Path file = folder.resolve(path);
        // A pipe would never end.
        if (!Files.isRegularFile(file)) {
            throw new IOException("the update repository has no " + path);
        }
        return Files.newInputStream(file);
    }
}
