package org.palisade.scanserver.connection;

import java.util.UUID;
import org.palisade.protocol.signed.PeerName;

/**
 * Told what becomes of agents' connections: by one thread of the listener's, one call after the other, those of one connection in the order of this interface. It may
 * take its time; when tens of thousands of calls wait, newcomers are refused until it has caught up.
 */
public interface SessionListener {

    /** Does not want to know. */
    SessionListener NONE = new SessionListener() {
        @Override
        public void connected(UUID connection, PeerName agent) {
            // Not wanted.
        }

        @Override
        public void able(UUID connection) {
            // Not wanted.
        }

        @Override
        public void lost(UUID connection) {
            // Not wanted.
        }
    };

    /** An agent has shown who it is and was taken in. */
    void connected(UUID connection, PeerName agent);

    /** It was welcomed and can scan from now on; once a connection at most. */
    void able(UUID connection);

    /** The connection is over, in whatever way; once for each that was {@link #connected}. */
    void lost(UUID connection);
}
