package org.palisade.scanserver.engine;

import java.util.OptionalLong;

/** Judges objects. Thread-safe: many scans may be open at once. */
public interface Engine extends AutoCloseable {

    /** Its name in verdicts, a lower-case word. */
    String name();

    /**
     * Identity of the signature set in use: equal sets have equal identities, and a verdict is worth remembering only under the set it was given with.
     * At most 64 characters.
     */
    String signatureSet();

    /**
     * Looks whether there is another signature set to use, and whether the engine is there at all. Called every few seconds by one thread.
     *
     * @throws EngineUnavailableException if it is not there now
     */
    void refresh() throws EngineUnavailableException;

    /** True if what its signature set was loaded from is not there any more, so that the set it had stays in use. As of the last {@link #refresh}. */
    default boolean signaturesMissing() {
        return false;
    }

    /** How many signatures the set in use has, what is built in left out; empty if the engine does not know. */
    default OptionalLong signatures() {
        return OptionalLong.empty();
    }

    /**
     * What is different between a set that was in use and the one in use now.
     *
     * @param from identity of the set before
     */
    default SignatureChange changeSince(String from) {
        return SignatureChange.unknown(from, signatureSet());
    }

    /**
     * Begins to judge one object.
     *
     * @param size       its size, bytes
     * @param archives   whether archives are to be opened
     * @param checkpoint passed during long work, always by the thread that calls the scan
     * @throws EngineUnavailableException if the engine is not there now
     */
    Scan open(long size, boolean archives, Checkpoint checkpoint) throws EngineUnavailableException;

    @Override
    void close();
}
