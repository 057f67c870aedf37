package org.palisade.server.account.entity;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;
import org.palisade.protocol.signed.EnrolmentToken;
import org.palisade.protocol.signed.PeerKind;
import org.palisade.server.platform.boundary.TenantId;
import org.palisade.server.secret.boundary.KeyedDigest;

/** What we know of an enrolment token: whose it is, and a keyed digest of its secret. The token itself is kept nowhere. */
@Entity
@Table(name = "enrolment_token")
public class EnrolmentTokenRecord {

    @Id
    private String id;
    @Column(name = "secret_digest")
    private String secretDigest;
    @Enumerated(EnumType.STRING)
    private PeerKind kind;
    private TenantId tenant;
    @Column(name = "uses_left")
    private int usesLeft;
    @Column(name = "expires_at")
    private Instant expiresAt;

    protected EnrolmentTokenRecord() {
    }

    /** Writes down a new token for a tenant. */
    public EnrolmentTokenRecord(EnrolmentToken token, TenantId tenant, int uses, Instant expiresAt) {
        this.id = UUID.randomUUID().toString();
        this.secretDigest = digest(token);
        this.kind = token.kind();
        this.tenant = tenant;
        this.usesLeft = uses;
        this.expiresAt = expiresAt;
    }

    /** What a token is found by. */
    public static String digest(EnrolmentToken token) {
        return KeyedDigest.of(token.secret(), "enrolment_token.secret");
    }

    /** Whether it may be used for that kind now; how often is counted in the database. */
    public boolean counts(PeerKind wanted, Instant now) {
        return kind == wanted && now.isBefore(expiresAt);
    }

    /** Its id. */
    public String id() {
        return id;
    }

    /** Whose it is. */
    public TenantId tenant() {
        return tenant;
    }
}
