package org.palisade.server.tenant.entity;

import jakarta.persistence.AttributeConverter;
import jakarta.persistence.Column;
import jakarta.persistence.Convert;
import jakarta.persistence.Converter;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import org.palisade.server.platform.boundary.TenantId;
import org.palisade.server.secret.boundary.EncryptedText;

/** A tenant. Its life begins here; ending it is work to come. */
@Entity
@Table(name = "tenant")
public class Tenant {

    @Id
    private String id;
    @Column(name = "tenant_name")
    @Convert(converter = NameColumn.class)
    private String name;
    @Column(name = "created_at")
    private Instant createdAt;

    protected Tenant() {
    }

    /**
     * A new tenant.
     *
     * @param name 1–64 characters
     */
    public Tenant(TenantId id, String name, Instant createdAt) {
        this.id = id.toString();
        this.name = name;
        this.createdAt = createdAt;
    }

    /** Its name. */
    public String name() {
        return name;
    }

    /** Encrypts {@code tenant.tenant_name}. */
    @Converter
    public static final class NameColumn extends EncryptedText implements AttributeConverter<String, String> {
        /** For JPA. */
        public NameColumn() {
            super("tenant.tenant_name");
        }
    }
}
