package org.palisade.protocol.signed;

import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

/**
 * Who a certificate of our authority speaks for: kind, id and tenant. It stands in the certificate as the one URI among its subject
 * alternative names: {@code urn:palisade:<kind>:<tenant>:<id>}.
 *
 * @param kind   what the peer is
 * @param tenant the tenant it belongs to
 * @param id     its identity, given by the Integration Server at enrolment
 */
public record PeerName(PeerKind kind, UUID tenant, UUID id) {

    private static final String PREFIX = "urn:palisade:";
    private static final int URI_NAME = 6;

    public PeerName {
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(tenant, "tenant");
        Objects.requireNonNull(id, "id");
    }

    /** The name as it stands in a certificate. */
    public String uri() {
        return PREFIX + kind.word() + ':' + tenant + ':' + id;
    }

    /**
     * Reads a name from its URI.
     *
     * @throws IllegalArgumentException if the text is no such name
     */
    public static PeerName parse(String uri) {
        if (!uri.startsWith(PREFIX)) {
            throw new IllegalArgumentException("not a palisade name");
        }
        String[] parts = uri.substring(PREFIX.length()).split(":", -1);
        if (parts.length != 3) {
            throw new IllegalArgumentException("a palisade name has three parts: kind, tenant, id");
        }
        return new PeerName(PeerKind.of(parts[0]), UUID.fromString(parts[1]), UUID.fromString(parts[2]));
    }

    /** The name in a certificate; empty if it holds none, or more than one. Says nothing about the chain: check that first. */
    public static Optional<PeerName> in(X509Certificate certificate) {
        Collection<List<?>> names;
        try {
            names = certificate.getSubjectAlternativeNames();
        } catch (CertificateParsingException e) {
            return Optional.empty();
        }
        if (names == null) {
            return Optional.empty();
        }
        List<String> ours = names.stream()
                .filter(name -> Integer.valueOf(URI_NAME).equals(name.get(0)))
                .map(name -> name.get(1).toString())
                .filter(uri -> uri.startsWith(PREFIX))
                .toList();
        if (ours.size() != 1) {
            return Optional.empty();
        }
        try {
            return Optional.of(parse(ours.get(0)));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
