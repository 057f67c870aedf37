package org.palisade.server.platform.boundary;

import java.util.Objects;
import java.util.Optional;
import org.palisade.protocol.signed.PeerName;

/**
 * Something a feature tells all others, by CDI. To be fired within the transaction of what happened, and last.
 *
 * @param kind     what happened: a lower-case word with hyphens
 * @param severity how bad it is
 * @param tenant   whose event it is
 * @param subject  the SVM or agent it is about; empty for the server itself
 */
public record DomainEvent(String kind, Severity severity, TenantId tenant, Optional<PeerName> subject) {

    public DomainEvent {
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(severity, "severity");
        Objects.requireNonNull(tenant, "tenant");
        Objects.requireNonNull(subject, "subject");
    }
}
