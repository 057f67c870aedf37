package org.palisade.server.account.entity;

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
import org.palisade.server.account.control.PasswordHash;
import org.palisade.server.platform.boundary.Caller;
import org.palisade.server.platform.boundary.Role;
import org.palisade.server.platform.boundary.TenantId;
import org.palisade.server.secret.boundary.EncryptedText;
import org.palisade.server.secret.boundary.KeyedDigest;
import org.palisade.server.secret.boundary.RowSecret;

/**
 * A person or script that signs in. Found by a keyed digest of its name; its credential is sealed for this very row, so that rows cannot swap
 * theirs.
 */
@Entity
@Table(name = "account")
public class Account {

    private static final String NAME = "account.account_name";
    private static final String CREDENTIAL = "account.credential";

    @Id
    private String id;
    @Column(name = "account_name")
    @Convert(converter = NameColumn.class)
    private String name;
    @Column(name = "name_digest")
    private String nameDigest;
    @Column(name = "credential")
    private String sealedCredential;
    @Column(name = "account_role")
    @Enumerated(EnumType.STRING)
    private Role role;
    private TenantId tenant;
    @Column(name = "changed_at")
    private Instant changedAt;

    protected Account() {
    }

    /** A new account. */
    public Account(String name, Role role, TenantId tenant, PasswordHash password, Instant now) {
        this.id = UUID.randomUUID().toString();
        this.name = name;
        this.nameDigest = digest(name);
        this.role = role;
        this.tenant = tenant;
        change(password, now);
    }

    /** What an account of that name is found by. */
    public static String digest(String name) {
        return KeyedDigest.of(name, NAME);
    }

    /** How its password is kept. */
    public PasswordHash password() {
        return PasswordHash.parse(RowSecret.open(sealedCredential, CREDENTIAL, id));
    }

    /** Gives it another password. */
    public final void change(PasswordHash password, Instant now) {
        this.sealedCredential = RowSecret.seal(password.text(), CREDENTIAL, id);
        this.changedAt = now;
    }

    /** Whether its password has been the same since then. */
    public boolean unchangedSince(Instant then) {
        return !changedAt.isAfter(then);
    }

    /** Who it is, once it has signed in. */
    public Caller caller() {
        return new Caller(name, role, tenant, Optional.empty());
    }

    /** Encrypts {@code account.account_name}. */
    @Converter
    public static final class NameColumn extends EncryptedText implements AttributeConverter<String, String> {
        /** For JPA. */
        public NameColumn() {
            super(NAME);
        }
    }
}
