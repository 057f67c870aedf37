package org.palisade.server.secret.entity;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import org.palisade.protocol.signed.PeerKind;
import org.palisade.protocol.signed.PeerName;
import org.palisade.server.platform.boundary.TenantId;

/** A certificate we issued and, until it ends or is revoked, stand by. Holds ids only. */
@Entity
@Table(name = "issued_certificate")
public class IssuedCertificateRecord {

    @Id
    private String serial;
    private String fingerprint;
    @Enumerated(EnumType.STRING)
    private PeerKind kind;
    private String subject;
    private TenantId tenant;
    @Column(name = "not_after")
    private Instant notAfter;
    // No command sets it yet; whoever writes it into the database by hand is obeyed.
    @Column(name = "revoked_at")
    private Instant revokedAt;

    protected IssuedCertificateRecord() {
    }

    /**
     * Writes down an issue.
     *
     * @param serial      serial number, hex
     * @param fingerprint SHA-256 of the certificate, base64url
     * @param name        whom it speaks for
     * @param notAfter    when it ends
     */
    public IssuedCertificateRecord(String serial, String fingerprint, PeerName name, Instant notAfter) {
        this.serial = serial;
        this.fingerprint = fingerprint;
        this.kind = name.kind();
        this.subject = name.id().toString();
        this.tenant = new TenantId(name.tenant());
        this.notAfter = notAfter;
    }

    /** Whether this very certificate was issued for that name and still counts. */
    public boolean standsFor(PeerName name, String shown, Instant now) {
        return fingerprint.equals(shown)
                && kind == name.kind()
                && subject.equals(name.id().toString())
                && tenant.value().equals(name.tenant())
                && revokedAt == null
                && now.isBefore(notAfter);
    }
}
