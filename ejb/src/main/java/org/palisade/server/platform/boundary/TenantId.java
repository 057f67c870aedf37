package org.palisade.server.platform.boundary;

import java.util.Objects;
import java.util.UUID;

/**
 * Identity of a tenant.
 *
 * @param value the id
 */
public record TenantId(UUID value) {

    /** The tenant that exists from the first start on. The same id everywhere, so that the init step can name it before there is a database. */
    public static final TenantId DEFAULT = new TenantId(UUID.fromString("00000000-0000-4000-8000-000000000001"));

    public TenantId {
        Objects.requireNonNull(value, "value");
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
