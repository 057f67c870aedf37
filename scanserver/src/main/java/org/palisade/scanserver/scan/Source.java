package org.palisade.scanserver.scan;

import java.io.IOException;
import java.nio.ByteBuffer;

/** Content this process holds already, in memory or in a file of its own. Read by one worker at a time; positions may be read more than once. */
@FunctionalInterface
public interface Source {

    /**
     * Copies bytes from a position on, as many as are there and have room. {@code FileChannel.read} does just this.
     *
     * @param position from the start of the content, bytes
     * @param into     filled from its position to at most its limit
     * @return how many, at least one if there is room; -1 at the end of the content
     * @throws IOException if it cannot be read, also because it was given up: a worker may still ask for a moment after the request has ended
     */
    int read(long position, ByteBuffer into) throws IOException;
}
