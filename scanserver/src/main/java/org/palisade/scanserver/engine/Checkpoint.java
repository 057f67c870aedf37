package org.palisade.scanserver.engine;

/**
 * Where long work on an object stops to look around. An engine passes here at least once for every 64 KiB it reads, writes or matches, so that a scan whose deadline
 * has passed frees its worker at once and long scans let short ones go first.
 */
@FunctionalInterface
public interface Checkpoint {

    /** Never stops anything; for work without a deadline. */
    Checkpoint NONE = () -> { };

    /**
     * Lets others go first if it must, and returns if the work is still wanted.
     *
     * @throws ScanOverException if it is not; nobody waits for a verdict any more
     */
    void pass();
}
