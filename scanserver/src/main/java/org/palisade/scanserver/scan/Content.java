package org.palisade.scanserver.scan;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.palisade.protocol.scan.Digest;
import org.palisade.protocol.scan.MalformedFrameException;

/** The bytes of an open scan, in order: held by this process, or asked of an agent. */
interface Content {

    /** Asks for the first; false if there is nothing to ask and the first step can run. */
    boolean begin();

    /**
     * A fragment came.
     *
     * @return whether a step is to run now that was waiting for it
     * @throws MalformedFrameException if it was not asked for
     */
    boolean fragment(long offset, ByteBuffer bytes) throws MalformedFrameException;

    /**
     * The next piece, if it is there.
     *
     * @param buffer may be used for it
     */
    Optional<ByteBuffer> next(ByteBuffer buffer) throws IOException;

    /** Counts bytes given to the digest, in order; the piece stays as it is. */
    void hash(ByteBuffer bytes);

    /** What was given last, as long as it is needed whatever happens to the buffer it may lie in. */
    ByteBuffer keep(ByteBuffer piece);

    /** What was given last is not needed any more. */
    void fed();

    /** Asks for more if there is room. */
    void ask();

    /** True if the next piece is there; else a fragment will have the step run. */
    boolean ready();

    /** True if a piece was shorter than it had to be. */
    boolean fellShort();

    /** True if all was given. */
    boolean atEnd();

    /** The digest of what was hashed; called once. */
    Digest digest();

    boolean stalled(long now);

    long silentSince(long now);

    long received();

    /** Nothing more is needed; but what was given last may be in use. From any thread. */
    void close();

    /** After {@link #close}: what was given last is not in use any more, if anything was. From any thread. */
    void dropped();
}
