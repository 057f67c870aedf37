package org.palisade.server.account.boundary;

import java.util.UUID;
import org.palisade.protocol.signed.PeerName;
import org.palisade.server.audit.boundary.AuditNamed;
import org.palisade.server.platform.boundary.TenantId;

/**
 * The identity given at enrolment.
 *
 * @param id           the new peer's id
 * @param tenant       the tenant it belongs to
 * @param certificate  its certificate, PEM
 * @param authority    the authority's certificate, PEM
 */
public record Enrolled(UUID id, TenantId tenant, String certificate, String authority) implements AuditNamed {

    static Enrolled of(PeerName name, String certificate, String authority) {
        return new Enrolled(name.id(), new TenantId(name.tenant()), certificate, authority);
    }

    @Override
    public String auditName() {
        return id.toString();
    }
}
