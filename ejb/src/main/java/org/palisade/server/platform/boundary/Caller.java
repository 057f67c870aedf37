package org.palisade.server.platform.boundary;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.palisade.protocol.signed.PeerName;

/**
 * Who asks: the first parameter of every boundary method. Whoever makes one vouches for it: the web layer after authentication, nobody else.
 *
 * @param name   account name, or {@code kind:id} of a certificate; never shown to other tenants
 * @param role   what the caller may be
 * @param tenant the tenant the caller belongs to
 * @param peer   the id in the caller's certificate; empty for an account
 */
public record Caller(String name, Role role, TenantId tenant, Optional<UUID> peer) {

    public Caller {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(role, "role");
        Objects.requireNonNull(tenant, "tenant");
        Objects.requireNonNull(peer, "peer");
    }

    /** The server itself, while it prepares its first start: nobody else is there yet. */
    public static Caller firstStart() {
        return new Caller("server", Role.ADMINISTRATOR, TenantId.DEFAULT, Optional.empty());
    }

    /**
     * The caller a certificate speaks for; ask {@code Certificates.admit} first.
     *
     * @throws ProblemException {@link Problem#FORBIDDEN} for the server's own certificate, which calls nobody
     */
    public static Caller of(PeerName name) {
        Role role = switch (name.kind()) {
            case SVM -> Role.SVM;
            case AGENT -> Role.AGENT;
            case CONSOLE -> Role.AUDITOR;
            case SERVER -> throw new ProblemException(Problem.FORBIDDEN, "the server's own certificate is not for calling");
        };
        return new Caller(name.kind().word() + ':' + name.id(), role, new TenantId(name.tenant()), Optional.of(name.id()));
    }

    /**
     * Lets the caller pass if it has one of the roles.
     *
     * @throws ProblemException {@link Problem#FORBIDDEN} otherwise
     */
    public void require(Role... roles) {
        if (!List.of(roles).contains(role)) {
            throw new ProblemException(Problem.FORBIDDEN, "this needs another role than " + role);
        }
    }

    /**
     * Lets the caller pass if it has the role and a certificate.
     *
     * @return the id in its certificate
     * @throws ProblemException {@link Problem#FORBIDDEN} otherwise
     */
    public UUID requirePeer(Role wanted) {
        require(wanted);
        return peer.orElseThrow(() -> new ProblemException(Problem.FORBIDDEN, "this needs a certificate"));
    }

    /** Role and certificate only; an account name is a personal name. */
    @Override
    public String toString() {
        return peer.map(id -> role + ":" + id).orElse(role.name());
    }
}
