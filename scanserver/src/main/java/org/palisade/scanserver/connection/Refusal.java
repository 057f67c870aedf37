package org.palisade.scanserver.connection;

import java.util.Locale;

/** Why a connection was not taken in, or was ended by this side. */
public enum Refusal {
    /** {@code connections.max} is reached, or the journal of sessions is far behind. */
    FULL,
    /** A quarter of {@code connections.max} has not been welcomed yet. */
    NEWCOMERS,
    /** One address has as many connections that have not been welcomed as it may. */
    ADDRESS,
    /** One agent has as many connections as it may. */
    AGENT,
    /** The agent's identity was revoked. */
    REVOKED,
    /** TLS, or the certificate. */
    TLS,
    /** It broke the protocol, or has no version in common. */
    PROTOCOL,
    /** It was too slow: hello, a frame, a sign of life, or reading what it is sent. */
    SLOW;

    /** Its word in metrics. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
