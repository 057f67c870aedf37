package org.palisade.server.svm.entity;

import jakarta.persistence.AttributeConverter;
import jakarta.persistence.Column;
import jakarta.persistence.Convert;
import jakarta.persistence.Converter;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.palisade.server.platform.boundary.TenantId;
import org.palisade.server.secret.boundary.EncryptedText;
import org.palisade.server.svm.boundary.SvmCondition;
import org.palisade.server.svm.boundary.SvmEntry;
import org.palisade.server.svm.boundary.SvmState;
import org.palisade.server.svm.boundary.SvmStatement;

/**
 * An SVM. It gets its identity by enrolling, then reports every five minutes and at once on change; without a report for a while it counts as
 * silent until the next one, unless the last one said that it stops.
 */
@Entity
@Table(name = "svm")
public class Svm {

    @Id
    private String id;
    private TenantId tenant;
    @Column(name = "host_name")
    @Convert(converter = HostColumn.class)
    private String host;
    @Column(name = "software_version")
    @Convert(converter = VersionColumn.class)
    private String version;
    @Convert(converter = AddressColumn.class)
    private String address;
    private Integer port;
    @Convert(converter = LocationColumn.class)
    private String location;
    private Integer protocol;
    @Column(name = "signature_set")
    @Convert(converter = SignatureSetColumn.class)
    private String signatureSet;
    @Column(name = "mean_load")
    private Double load;
    @Column(name = "connected_agents")
    private Integer connectedAgents;
    private boolean stopping;
    @Column(name = "databases_version")
    @Convert(converter = DatabasesColumn.class)
    private String databases;
    @Column(name = "databases_created")
    private Instant databasesCreated;
    @Column(name = "update_state")
    private String updateState;
    @Column(name = "licence_state")
    private String licenceState;
    @Column(name = "able_agents")
    private Integer ableAgents;
    @Column(name = "session_journal")
    private String sessionJournal;
    @Column(name = "session_position")
    private Long sessionPosition;
    @Column(name = "enrolled_at")
    private Instant enrolledAt;
    @Column(name = "reported_at")
    private Instant reportedAt;

    protected Svm() {
    }

    /** An SVM that has just enrolled. */
    public Svm(UUID id, TenantId tenant, String host, String version, Instant now) {
        this.id = id.toString();
        this.tenant = tenant;
        this.host = host;
        this.version = version;
        this.enrolledAt = now;
    }

    /** Takes in what it says of itself; the statement is valid. */
    public void report(SvmStatement statement, Instant now) {
        version = statement.version();
        address = statement.address();
        port = statement.port();
        location = statement.path().orElse(null);
        protocol = statement.protocol();
        signatureSet = statement.signatureSet();
        load = statement.load();
        connectedAgents = statement.connectedAgents();
        stopping = statement.stopping();
        databases = statement.condition().databases().orElse(null);
        databasesCreated = statement.condition().created().orElse(null);
        updateState = statement.condition().updates().orElse(null);
        licenceState = statement.condition().licence().orElse(null);
        ableAgents = statement.condition().ableAgents();
        reportedAt = now;
    }

    /** As console and agents see it. */
    public SvmEntry entry(Instant now, Duration silentAfter) {
        if (reportedAt == null) {
            return new SvmEntry(UUID.fromString(id), host, version, SvmState.ENROLLED, Optional.empty(), Optional.empty());
        }
        SvmState heard = now.isBefore(reportedAt.plus(silentAfter)) ? SvmState.RUNNING : SvmState.SILENT;
        SvmState state = stopping ? SvmState.STOPPED : heard;
        SvmStatement last = new SvmStatement(address, port, Optional.ofNullable(location), version, protocol, signatureSet, load,
                connectedAgents, stopping, new SvmCondition(Optional.ofNullable(databases), Optional.ofNullable(databasesCreated), Optional.ofNullable(updateState),
                Optional.ofNullable(licenceState), ableAgents == null ? 0 : ableAgents));
        return new SvmEntry(UUID.fromString(id), host, version, state, Optional.of(last), Optional.of(reportedAt));
    }

    /** Sequence of the last entry of that journal that is stored; 0 if none is. */
    public long sessionPosition(UUID journal) {
        return journal.toString().equals(sessionJournal) && sessionPosition != null ? sessionPosition : 0;
    }

    /** Entries of its journal are stored up to this one. */
    public void sessionsStored(UUID journal, long position) {
        sessionJournal = journal.toString();
        sessionPosition = position;
    }

    /** Whether it belongs to that tenant. */
    public boolean belongsTo(TenantId other) {
        return tenant.equals(other);
    }

    /** Encrypts {@code svm.host_name}. */
    @Converter
    public static final class HostColumn extends EncryptedText implements AttributeConverter<String, String> {
        /** For JPA. */
        public HostColumn() {
            super("svm.host_name");
        }
    }

    /** Encrypts {@code svm.software_version}. */
    @Converter
    public static final class VersionColumn extends EncryptedText implements AttributeConverter<String, String> {
        /** For JPA. */
        public VersionColumn() {
            super("svm.software_version");
        }
    }

    /** Encrypts {@code svm.address}. */
    @Converter
    public static final class AddressColumn extends EncryptedText implements AttributeConverter<String, String> {
        /** For JPA. */
        public AddressColumn() {
            super("svm.address");
        }
    }

    /** Encrypts {@code svm.location}. */
    @Converter
    public static final class LocationColumn extends EncryptedText implements AttributeConverter<String, String> {
        /** For JPA. */
        public LocationColumn() {
            super("svm.location");
        }
    }

    /** Encrypts {@code svm.signature_set}. */
    @Converter
    public static final class SignatureSetColumn extends EncryptedText implements AttributeConverter<String, String> {
        /** For JPA. */
        public SignatureSetColumn() {
            super("svm.signature_set");
        }
    }

    /** Encrypts {@code svm.databases_version}. */
    @Converter
    public static final class DatabasesColumn extends EncryptedText implements AttributeConverter<String, String> {
        /** For JPA. */
        public DatabasesColumn() {
            super("svm.databases_version");
        }
    }
}
