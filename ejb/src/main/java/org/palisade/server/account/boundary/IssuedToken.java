package org.palisade.server.account.boundary;

import java.time.Instant;

/**
 * A new enrolment token; the only time its text is shown.
 *
 * @param text      the token, as it is handed over
 * @param expiresAt when it ends
 */
public record IssuedToken(String text, Instant expiresAt) {

    /** Never the token. */
    @Override
    public String toString() {
        return "IssuedToken[until " + expiresAt + "]";
    }
}
