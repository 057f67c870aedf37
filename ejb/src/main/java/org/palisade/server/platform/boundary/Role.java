package org.palisade.server.platform.boundary;

/** What a caller may be. */
public enum Role {
    /** A person or script that may change things. */
    ADMINISTRATOR,
    /** Reads, never writes; the role of a console certificate. */
    AUDITOR,
    /** A Protection Server. */
    SVM,
    /** A Light Agent. */
    AGENT
}
