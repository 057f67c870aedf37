package org.palisade.scanserver.connection;

import java.util.Map;

/**
 * What the listener has counted. Numbers "now" go up and down, all others only up since the start.
 *
 * @param connections      open now, in whatever state
 * @param welcomed         open now and welcomed
 * @param agents           different agents that have a connection now
 * @param handshakesFailed TLS handshakes that failed
 * @param framesIn         whole frames read
 * @param framesOut        frames written
 * @param bytesIn          bytes read, TLS included
 * @param bytesOut         bytes written, TLS included
 * @param refused          connections refused or ended by this side, by reason; every reason is there
 * @param lookups          subjects looked up
 */
public record Figures(long connections, long welcomed, long agents, long handshakesFailed, long framesIn, long framesOut, long bytesIn, long bytesOut,
                      Map<Refusal, Long> refused, long lookups) {

    public Figures {
        refused = Map.copyOf(refused);
    }
}
