package org.palisade.server.secret.boundary;

import jakarta.ejb.Stateless;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import java.io.IOException;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.palisade.protocol.signed.PeerKind;
import org.palisade.protocol.signed.PeerName;
import org.palisade.server.platform.boundary.Caller;
import org.palisade.server.platform.boundary.Problem;
import org.palisade.server.platform.boundary.ProblemException;
import org.palisade.server.platform.boundary.Role;
import org.palisade.server.platform.boundary.ServerConfig;
import org.palisade.server.secret.control.Authority;
import org.palisade.server.secret.control.Pem;
import org.palisade.server.secret.entity.IssuedCertificateRecord;

/** The certificates we issued. */
@Stateless
public class Certificates {

    @PersistenceContext
    EntityManager store;
    @Inject
    Authority authority;
    @Inject
    ServerConfig config;
    @Inject
    Clock clock;

    /**
     * Whom a certificate speaks for. The TLS layer has checked chain and possession of the key; here it is decided whether we issued this very
     * certificate to that name, and still stand by it. The server's own certificate is for being called, so it is never admitted.
     *
     * @return the name; empty if the certificate is not ours, names another kind or id than it was issued for, is revoked or expired
     */
    public Optional<PeerName> admit(X509Certificate certificate) {
        Optional<PeerName> name = PeerName.in(certificate).filter(peer -> peer.kind() != PeerKind.SERVER);
        if (name.isEmpty() || certificate.getSerialNumber().bitLength() > 160) {
            return Optional.empty();
        }
        IssuedCertificateRecord issued = store.find(IssuedCertificateRecord.class, serial(certificate));
        return issued != null && issued.standsFor(name.get(), Authority.fingerprint(certificate), clock.instant()) ? name : Optional.empty();
    }

    /** The fingerprint of our authority, as enrolment tokens name it. */
    public String authorityFingerprint() {
        return authority.fingerprint();
    }

    /**
     * Issues a certificate to a peer that another feature has just given its name; that feature has checked who asks.
     *
     * @param request a PKCS#10 request in PEM
     * @throws ProblemException {@link Problem#INVALID} if the request does not prove the possession of its key
     */
    public IssuedCertificate issue(PeerName name, String request) {
        PublicKey key;
        try {
            key = Authority.requestedKey(request);
        } catch (IllegalArgumentException e) {
            throw new ProblemException(Problem.INVALID, e.getMessage(), List.of("/certificateRequest"));
        }
        try {
            X509Certificate certificate = authority.issue(name, key, List.of(), clock.instant(), config.certificateLife());
            store.persist(record(name, certificate));
            return new IssuedCertificate(Pem.of(certificate), Pem.of(authority.certificate()));
        } catch (IOException e) {
            throw new IllegalStateException("a certificate cannot be issued", e);
        }
    }

    /** Takes over a console's certificate that the init step issued before there was a database; harmless when repeated. */
    public void adopt(Caller caller, X509Certificate certificate) {
        caller.require(Role.ADMINISTRATOR);
        PeerName name = PeerName.in(certificate).filter(peer -> peer.kind() == PeerKind.CONSOLE)
                .orElseThrow(() -> new ProblemException(Problem.INVALID, "not a console's certificate"));
        try {
            certificate.verify(authority.certificate().getPublicKey());
        } catch (java.security.GeneralSecurityException e) {
            throw new ProblemException(Problem.INVALID, "not a certificate of our authority");
        }
        if (store.find(IssuedCertificateRecord.class, serial(certificate)) == null) {
            store.persist(record(name, certificate));
        }
    }

    private static IssuedCertificateRecord record(PeerName name, X509Certificate certificate) {
        return new IssuedCertificateRecord(serial(certificate), Authority.fingerprint(certificate), name,
                certificate.getNotAfter().toInstant());
    }

    private static String serial(X509Certificate certificate) {
        return certificate.getSerialNumber().toString(16);
    }
}
