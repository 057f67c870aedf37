package org.palisade.protocol.tls;

import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Optional;
import java.util.UUID;
import org.palisade.protocol.signed.PeerKind;
import org.palisade.protocol.signed.PeerName;

/**
 * Whom a channel is meant for: a kind, and a certain id if one is known. Checked after the chain.
 *
 * @param kind the kind the peer must be
 * @param id   the id it must have; empty if any of that kind will do
 */
public record PeerRule(PeerKind kind, Optional<UUID> id) {

    /** Any peer of that kind. */
    public static PeerRule any(PeerKind kind) {
        return new PeerRule(kind, Optional.empty());
    }

    /** One certain peer. */
    public static PeerRule only(PeerKind kind, UUID id) {
        return new PeerRule(kind, Optional.of(id));
    }

    /**
     * Checks the certificate's name.
     *
     * @return the name
     * @throws CertificateException if the certificate names somebody else, or nobody
     */
    public PeerName check(X509Certificate certificate) throws CertificateException {
        PeerName name = PeerName.in(certificate)
                .orElseThrow(() -> new CertificateException("the peer's certificate holds no palisade name"));
        if (name.kind() != kind) {
            throw new CertificateException("the peer is of kind " + name.kind().word() + ", not " + kind.word());
        }
        if (id.isPresent() && !id.get().equals(name.id())) {
            throw new CertificateException("the peer is not the " + kind.word() + " that was asked for");
        }
        return name;
    }
}
