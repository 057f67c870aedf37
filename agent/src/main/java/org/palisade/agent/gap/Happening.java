package org.palisade.agent.gap;

/** What happened to a file of the ledger. The order is on disk. */
enum Happening {
    /** It was written, or its opening refused, and it has no verdict. */
    UNSCANNED,
    /** An opening was allowed without a verdict. */
    LET_THROUGH,
    /** An opening waits. */
    HELD,
    /** An opening waits no more: it got its verdict. */
    RELEASED,
    /** An opening that waited was allowed without a verdict. */
    HELD_LET_THROUGH
}
