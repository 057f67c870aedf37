package org.palisade.server.platform.entity;

import jakarta.persistence.AttributeConverter;
import jakarta.persistence.Converter;
import java.util.UUID;
import org.palisade.server.platform.boundary.TenantId;

/** Ids of tenants as text. */
@Converter(autoApply = true)
public class TenantColumn implements AttributeConverter<TenantId, String> {

    @Override
    public String convertToDatabaseColumn(TenantId tenant) {
        return tenant == null ? null : tenant.toString();
    }

    @Override
    public TenantId convertToEntityAttribute(String text) {
        return text == null ? null : new TenantId(UUID.fromString(text));
    }
}
