package org.palisade.scanserver.update;

import java.io.IOException;
import java.io.InputStream;

/** An update repository. Nothing that comes from it is trusted before its signature or digest is checked. */
@FunctionalInterface
public interface UpdateSource {

    /**
     * Opens a file.
     *
     * @param path names joined by slashes, each 1–100 letters, digits, dots, underscores and hyphens, none beginning with a dot
     * @throws IOException if it is not there or cannot be had now
     */
    InputStream open(String path) throws IOException;
}
