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
     * True if what is still to be done will take long: a container to be opened, a large object. Asked after each {@link #feed} and before {@link #finish}; once
     * true it stays true. Such scans go to a lane of their own.
     */
    default boolean heavy() {
        return false;
    }

    /**
     * True if the verdict is also about parts of the content, such as members of an archive: a signature for a part may change it. Asked after {@link #finish}.
     */
    default boolean parts() {
        return true;
    }

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
