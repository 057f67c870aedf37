package org.palisade.server.account.boundary;

import jakarta.ejb.Stateless;
import org.palisade.protocol.signed.PeerKind;
import org.palisade.server.platform.boundary.Caller;

/** Tokens with which SVMs and agents enrol. */
@Stateless
public class EnrolmentTokens {

    /**
     * Makes a token for the caller's tenant.
     *
     * @param kind {@link PeerKind#SVM} or {@link PeerKind#AGENT}
     * @param uses how often it may be used, 1–100000
     * @param days how long it is valid, 1–365
     */
    public IssuedToken order(Caller caller, PeerKind kind, int uses, int days) {
        throw new UnsupportedOperationException();
    }
}
