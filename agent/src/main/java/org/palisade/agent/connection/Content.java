package org.palisade.agent.connection;

import java.io.IOException;
import java.nio.ByteBuffer;

/** What is to be scanned; read where and when the server wants, from any thread. */
@FunctionalInterface
public interface Content {

    /**
     * Fills the buffer from a place in the content.
     *
     * @param offset from the start, bytes
     * @return bytes read; fewer than there was room for only at the end
     */
    int read(long offset, ByteBuffer into) throws IOException;
}
