package org.palisade.server.audit.entity;

import jakarta.persistence.AttributeConverter;
import jakarta.persistence.Column;
import jakarta.persistence.Convert;
import jakarta.persistence.Converter;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.palisade.server.platform.boundary.TenantId;
import org.palisade.server.secret.boundary.EncryptedText;

/** Who did what with which outcome. Written once, never changed. */
@Entity
@Table(name = "audit_record")
public class AuditRecord {

    @Id
    private String id;
    @Column(name = "done_at")
    private Instant doneAt;
    private TenantId tenant;
    @Convert(converter = ActorColumn.class)
    private String actor;
    private String deed;
    @Convert(converter = SubjectColumn.class)
    private String subject;
    private String outcome;

    protected AuditRecord() {
    }

    /**
     * Writes down a deed.
     *
     * @param actor   account name, certificate's name, or {@code token}
     * @param deed    a word of ours
     * @param subject what it was done to
     * @param outcome {@code done}, or the slug of the problem
     */
    public AuditRecord(Instant doneAt, TenantId tenant, String actor, String deed, Optional<String> subject, String outcome) {
        this.id = UUID.randomUUID().toString();
        this.doneAt = doneAt;
        this.tenant = tenant;
        this.actor = actor;
        this.deed = deed;
        this.subject = subject.orElse(null);
        this.outcome = outcome;
    }

    /** Encrypts {@code audit_record.actor}. */
    @Converter
    public static final class ActorColumn extends EncryptedText implements AttributeConverter<String, String> {
        /** For JPA. */
        public ActorColumn() {
            super("audit_record.actor");
        }
    }

    /** Encrypts {@code audit_record.subject}. */
    @Converter
    public static final class SubjectColumn extends EncryptedText implements AttributeConverter<String, String> {
        /** For JPA. */
        public SubjectColumn() {
            super("audit_record.subject");
        }
    }
}
