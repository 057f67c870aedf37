package org.palisade.scanserver.connection;

import java.util.Set;
import org.palisade.scanserver.scan.Scans;

/**
 * What all sessions of a listener have around them.
 *
 * @param sessions those there are
 * @param lines    keeps connections from filling the log
 * @param changed  called when the number of welcomed agents changes; must not wait
 */
record Surroundings(ConnectionConfig config, Gate gate, Traffic traffic, Welcomes welcomes, Scans scans, LookupAnswers lookups, Announcements announcements,
                    LineLimit lines, Set<Session> sessions, Runnable changed) {
}
