package org.palisade.server.secret.boundary;

import jakarta.ejb.Stateless;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import org.palisade.protocol.signed.LicenceStatement;
import org.palisade.server.platform.boundary.TenantId;
import org.palisade.server.secret.control.Authority;

/** The licence every installation begins with: unlimited, without end, signed by its own authority, so that nobody is locked out. Issued ones come above it. */
@Stateless
public class SelfIssuedLicences {

    /** Whatever clock an SVM has, it has begun. */
    private static final Instant ALWAYS = Instant.parse("2000-01-01T00:00:00Z");

    @Inject
    Authority authority;

    /** The statement for SVMs of that tenant; always of the same content, with the lowest sequence there is. */
    public String statement(TenantId tenant) {
        UUID id = UUID.nameUUIDFromBytes(("self-issued " + tenant).getBytes(StandardCharsets.US_ASCII));
        return authority.sign(new LicenceStatement(id, tenant.value(), LicenceStatement.Unit.SERVER, LicenceStatement.Type.UNLIMITED, ALWAYS, Optional.empty(),
                OptionalLong.empty(), LicenceStatement.State.ACTIVE, ALWAYS, 1).body());
    }
}
