package org.palisade.scanserver.connection;

import java.util.UUID;
import org.palisade.protocol.signed.PeerName;

/** Hears of agents' connections. Called by threads that serve agents: it must not wait. */
public interface SessionListener {

    /** Hears nothing. */
    SessionListener NONE = new SessionListener() {
        @Override
        public void connected(UUID connection, PeerName agent) {
            // Nobody listens.
        }

        @Override
        public void able(UUID connection) {
            // Nobody listens.
        }

        @Override
        public void lost(UUID connection) {
            // Nobody listens.
        }
    };

    /** An agent has shown who it is. */
    void connected(UUID connection, PeerName agent);

    /** It was welcomed: it can have files scanned. */
    void able(UUID connection);

    /** The connection has ended; told once of each that was told as connected. */
    void lost(UUID connection);
}
