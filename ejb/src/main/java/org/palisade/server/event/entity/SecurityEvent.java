package org.palisade.server.event.entity;

import jakarta.persistence.AttributeConverter;
import jakarta.persistence.Column;
import jakarta.persistence.Convert;
import jakarta.persistence.Converter;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.palisade.server.event.boundary.EventEntry;
import org.palisade.server.event.control.ValidEvent;
import org.palisade.server.platform.boundary.Severity;
import org.palisade.server.platform.boundary.TenantId;
import org.palisade.server.secret.boundary.EncryptedText;

/** Something that happened on an SVM, in a guest or in the server. Written once, never changed; found by place, tenant, kind and time only. */
@Entity
@Table(name = "security_event")
public class SecurityEvent {

    @Id
    private long place;
    private TenantId tenant;
    private String source;
    @Column(name = "event_id")
    private String eventId;
    @Column(name = "happened_at")
    private Instant happenedAt;
    @Enumerated(EnumType.STRING)
    private Severity severity;
    private String kind;
    @Column(name = "file_path")
    @Convert(converter = PathColumn.class)
    private String path;
    @Convert(converter = ThreatColumn.class)
    private String threat;
    @Column(name = "file_digest")
    @Convert(converter = DigestColumn.class)
    private String digest;
    @Column(name = "action_taken")
    @Convert(converter = ActionColumn.class)
    private String action;

    protected SecurityEvent() {
    }

    /** Stores an event at its place. */
    public SecurityEvent(long place, TenantId tenant, String source, ValidEvent event) {
        this.place = place;
        this.tenant = tenant;
        this.source = source;
        this.eventId = event.id().toString();
        this.happenedAt = event.time();
        this.severity = event.severity();
        this.kind = event.kind();
        this.path = event.path().orElse(null);
        this.threat = event.threat().orElse(null);
        this.digest = event.digest().orElse(null);
        this.action = event.action().orElse(null);
    }

    /** As it is given out. */
    public EventEntry entry() {
        return new EventEntry(place, UUID.fromString(eventId), happenedAt, severity, kind, source, Optional.ofNullable(path),
                Optional.ofNullable(threat), Optional.ofNullable(digest), Optional.ofNullable(action));
    }

    /** Encrypts {@code security_event.file_path}. */
    @Converter
    public static final class PathColumn extends EncryptedText implements AttributeConverter<String, String> {
        /** For JPA. */
        public PathColumn() {
            super("security_event.file_path");
        }
    }

    /** Encrypts {@code security_event.threat}. */
    @Converter
    public static final class ThreatColumn extends EncryptedText implements AttributeConverter<String, String> {
        /** For JPA. */
        public ThreatColumn() {
            super("security_event.threat");
        }
    }

    /** Encrypts {@code security_event.file_digest}. */
    @Converter
    public static final class DigestColumn extends EncryptedText implements AttributeConverter<String, String> {
        /** For JPA. */
        public DigestColumn() {
            super("security_event.file_digest");
        }
    }

    /** Encrypts {@code security_event.action_taken}. */
    @Converter
    public static final class ActionColumn extends EncryptedText implements AttributeConverter<String, String> {
        /** For JPA. */
        public ActionColumn() {
            super("security_event.action_taken");
        }
    }
}
