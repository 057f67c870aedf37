package org.palisade.scanserver.engine;

import java.nio.ByteBuffer;
import org.palisade.protocol.scan.Digest;
import org.palisade.protocol.scan.Verdict;

/**
 * One object being judged. Its content is fed in order, in pieces of any size; memory does not grow with the object. One thread at a time calls it,
 * save {@link #close}, which may come from any thread and ends what another is waiting for.
 */
public interface Scan extends AutoCloseable {

    /** False once more content cannot change the verdict and the verdict is not one to be remembered: the rest need not be sent. */
    boolean wanting();

    /**
     * Takes the next bytes, all from position to limit; they may be overwritten afterwards.
     *
     * @throws EngineUnavailableException if the engine was lost
     */
    void feed(ByteBuffer bytes) throws EngineUnavailableException;

    /**
     * Gives the verdict; called once, after the last byte or when no more is {@link #wanting wanted}.
     *
     * @param content SHA-256 of everything that was fed
     * @return never "unknown"
     * @throws EngineUnavailableException if the engine was lost
     */
    Verdict finish(Digest content) throws EngineUnavailableException;

    /** Gives up everything held; harmless when repeated. */
    @Override
    void close();
}
