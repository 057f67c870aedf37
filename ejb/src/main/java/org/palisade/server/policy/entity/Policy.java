package org.palisade.server.policy.entity;

import jakarta.persistence.AttributeConverter;
import jakarta.persistence.Column;
import jakarta.persistence.Convert;
import jakarta.persistence.Converter;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.util.UUID;
import org.palisade.server.platform.boundary.TenantId;
import org.palisade.server.policy.boundary.EffectivePolicy;
import org.palisade.server.policy.boundary.InfectedAction;
import org.palisade.server.policy.boundary.NoVerdict;
import org.palisade.server.policy.boundary.PolicyKind;
import org.palisade.server.secret.boundary.EncryptedText;

/** A policy. Each tenant has one of each kind from its beginning; every change raises the version. */
@Entity
@Table(name = "policy")
public class Policy {

    private static final int OBJECT_SECONDS = 60;

    @Id
    private String id;
    private TenantId tenant;
    @Enumerated(EnumType.STRING)
    private PolicyKind kind;
    @Column(name = "policy_name")
    @Convert(converter = NameColumn.class)
    private String name;
    @Column(name = "policy_version")
    private int version;
    @Enumerated(EnumType.STRING)
    private InfectedAction infected;
    @Column(name = "no_verdict")
    @Enumerated(EnumType.STRING)
    private NoVerdict noVerdict;
    @Column(name = "object_seconds")
    private int objectSeconds;

    protected Policy() {
    }

    /** The policy a tenant begins with. Infected files and missing verdicts are a matter of agents only. */
    public static Policy byDefault(TenantId tenant, PolicyKind kind) {
        Policy policy = new Policy();
        policy.id = UUID.randomUUID().toString();
        policy.tenant = tenant;
        policy.kind = kind;
        policy.name = kind == PolicyKind.AGENT ? "Default policy for Light Agents" : "Default policy for Protection Servers";
        policy.version = 1;
        policy.objectSeconds = OBJECT_SECONDS;
        if (kind == PolicyKind.AGENT) {
            policy.infected = InfectedAction.QUARANTINE;
            policy.noVerdict = NoVerdict.HOLD;
        }
        return policy;
    }

    /** As it is in force for an agent. */
    public EffectivePolicy forAgent() {
        if (kind != PolicyKind.AGENT) {
            throw new IllegalStateException("not a policy for agents");
        }
        return new EffectivePolicy(UUID.fromString(id), name, version, infected, noVerdict, objectSeconds);
    }

    /** Encrypts {@code policy.policy_name}. */
    @Converter
    public static final class NameColumn extends EncryptedText implements AttributeConverter<String, String> {
        /** For JPA. */
        public NameColumn() {
            super("policy.policy_name");
        }
    }
}
