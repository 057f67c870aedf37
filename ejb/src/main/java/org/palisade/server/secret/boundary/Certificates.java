package org.palisade.server.secret.boundary;

import jakarta.ejb.Stateless;
import java.security.cert.X509Certificate;
import java.util.Optional;
import org.palisade.protocol.signed.PeerName;

/** The certificates we issued. */
@Stateless
public class Certificates {

    /**
     * Whom a certificate speaks for. The TLS layer has checked chain and possession of the key; here it is decided whether we issued this very
     * certificate to that name, and still stand by it.
     *
     * @return the name; empty if the certificate is not ours, names another kind or id than it was issued for, is revoked or expired
     */
    public Optional<PeerName> admit(X509Certificate certificate) {
        throw new UnsupportedOperationException();
    }
}
