package org.palisade.server.agent.entity;

import jakarta.persistence.AttributeConverter;
import jakarta.persistence.Column;
import jakarta.persistence.Convert;
import jakarta.persistence.Converter;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.palisade.server.agent.boundary.AgentState;
import org.palisade.server.agent.boundary.ProtectedVmEntry;
import org.palisade.server.agent.boundary.Protection;
import org.palisade.server.platform.boundary.TenantId;
import org.palisade.server.secret.boundary.EncryptedText;

/**
 * A protected VM, known by its agent. It gets its identity by enrolling, then says of itself whether it is connected; without a report for a while
 * it counts as silent until the next one, unless it said that it stops.
 */
@Entity
@Table(name = "protected_vm")
public class ProtectedVm {

    @Id
    private String id;
    private TenantId tenant;
    @Column(name = "host_name")
    @Convert(converter = HostColumn.class)
    private String host;
    @Column(name = "software_version")
    @Convert(converter = VersionColumn.class)
    private String version;
    @Enumerated(EnumType.STRING)
    private AgentState state;
    private String svm;
    @Enumerated(EnumType.STRING)
    private Protection protection;
    @Column(name = "enrolled_at")
    private Instant enrolledAt;
    @Column(name = "reported_at")
    private Instant reportedAt;

    protected ProtectedVm() {
    }

    /** A VM whose agent has just enrolled. */
    public ProtectedVm(UUID id, TenantId tenant, String host, String version, Instant now) {
        this.id = id.toString();
        this.tenant = tenant;
        this.host = host;
        this.version = version;
        this.state = AgentState.ENROLLED;
        this.enrolledAt = now;
    }

    /** Takes in what its agent says of itself; all of it is valid. */
    public void report(String host, String version, AgentState state, Optional<UUID> svm, Protection protection, Instant now) {
        this.host = host;
        this.version = version;
        this.state = state;
        this.svm = svm.map(UUID::toString).orElse(null);
        this.protection = protection;
        this.reportedAt = now;
    }

    /** As the console sees it. */
    public ProtectedVmEntry entry(Instant now, Duration silentAfter) {
        boolean talks = state == AgentState.CONNECTED || state == AgentState.DISCONNECTED;
        boolean silent = talks && !now.isBefore(reportedAt.plus(silentAfter));
        return new ProtectedVmEntry(UUID.fromString(id), host, version, silent ? AgentState.SILENT : state,
                Optional.ofNullable(svm).map(UUID::fromString), Optional.ofNullable(protection), Optional.ofNullable(reportedAt));
    }

    /** Whether it belongs to that tenant. */
    public boolean belongsTo(TenantId other) {
        return tenant.equals(other);
    }

    /** Encrypts {@code protected_vm.host_name}. */
    @Converter
    public static final class HostColumn extends EncryptedText implements AttributeConverter<String, String> {
        /** For JPA. */
        public HostColumn() {
            super("protected_vm.host_name");
        }
    }

    /** Encrypts {@code protected_vm.software_version}. */
    @Converter
    public static final class VersionColumn extends EncryptedText implements AttributeConverter<String, String> {
        /** For JPA. */
        public VersionColumn() {
            super("protected_vm.software_version");
        }
    }
}
