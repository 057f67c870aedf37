package org.palisade.scanserver.connection;

import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.palisade.scanserver.scan.Scans;

/**
 * What all sessions of a listener have around them.
 *
 * @param offer    what new sessions are told and held to; can change
 * @param sessions those there are
 * @param lines    keeps connections from filling the log
 * @param changed  called when the number of welcomed agents changes; must not wait
 */
record Surroundings(AtomicReference<Welcomes> offer, Gate gate, Traffic traffic, Scans scans, LookupAnswers lookups, Announcements announcements,
                    LineLimit lines, Set<Session> sessions, Runnable changed) {

    /** The settings as they are now; a session keeps those it began with. */
    ConnectionConfig config() {
        return offer.get().connections();
    }

    Welcomes welcomes() {
        return offer.get();
    }
}
