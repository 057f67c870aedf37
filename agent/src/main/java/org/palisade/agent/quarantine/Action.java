package org.palisade.agent.quarantine;

/** What is done with infected files. */
public enum Action {
    /** Taken away, encrypted, restorable. */
    QUARANTINE,
    /** Left where it is; every opening is refused. */
    BLOCK,
    /** Left alone; an event tells of it. */
    NOTIFY
}
