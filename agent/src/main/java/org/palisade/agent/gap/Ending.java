package org.palisade.agent.gap;

/** How an entry was closed. The order is on disk. */
public enum Ending {
    /** Scanned, nothing found. */
    CLEAN,
    /** Scanned, and found infected. */
    INFECTED,
    /** The file is gone, or no file any more. */
    VANISHED
}
