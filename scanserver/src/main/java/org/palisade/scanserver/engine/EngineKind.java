package org.palisade.scanserver.engine;

/** Which engine judges. */
public enum EngineKind {
    /** Our own. */
    SIGNATURES,
    /** A ClamAV daemon on this machine. */
    CLAMD,
    /** The daemon if it answers at start, else our own. */
    AUTO
}
