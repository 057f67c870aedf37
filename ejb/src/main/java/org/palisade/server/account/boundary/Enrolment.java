package org.palisade.server.account.boundary;

import java.util.Objects;
import org.palisade.server.audit.boundary.AuditNamed;

/**
 * Asks for an identity. Absent text may be handed in as null and counts as empty: it is refused with a pointer when the enrolment is carried out.
 *
 * @param token              the enrolment token, as text
 * @param certificateRequest a PKCS#10 request in PEM; only its public key and its proof of possession are used
 * @param host               the host's own name, 1–253 characters
 * @param version            the version of the software that enrols, 1–64 characters
 * @param address            where the request comes from, for the back-off
 */
public record Enrolment(String token, String certificateRequest, String host, String version, String address) implements AuditNamed {

    public Enrolment {
        token = Objects.requireNonNullElse(token, "");
        certificateRequest = Objects.requireNonNullElse(certificateRequest, "");
        host = Objects.requireNonNullElse(host, "");
        version = Objects.requireNonNullElse(version, "");
        Objects.requireNonNull(address, "address");
    }

    /** Nobody has a name before it is enrolled. */
    @Override
    public String auditName() {
        return "token";
    }

    /** Never the token. */
    @Override
    public String toString() {
        return "Enrolment";
    }
}
