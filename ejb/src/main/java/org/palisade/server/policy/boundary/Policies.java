package org.palisade.server.policy.boundary;

import jakarta.ejb.Stateless;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import java.util.Optional;
import org.palisade.server.platform.boundary.Caller;
import org.palisade.server.platform.boundary.Problem;
import org.palisade.server.platform.boundary.ProblemException;
import org.palisade.server.platform.boundary.Role;
import org.palisade.server.platform.boundary.TenantId;
import org.palisade.server.policy.entity.Policy;

/** Policies for Protection Servers and Light Agents. */
@Stateless
public class Policies {

    @PersistenceContext
    EntityManager store;

    /** The policy in force for the calling agent. */
    public EffectivePolicy effective(Caller caller) {
        caller.require(Role.AGENT);
        return find(caller.tenant(), PolicyKind.AGENT).map(Policy::forAgent)
                .orElseThrow(() -> new ProblemException(Problem.NOT_FOUND, "there is no policy for agents of this tenant"));
    }

    /** Makes the default policies of the caller's tenant where they are not there; harmless when repeated. */
    public void ensureDefaults(Caller caller) {
        caller.require(Role.ADMINISTRATOR);
        for (PolicyKind kind : PolicyKind.values()) {
            if (find(caller.tenant(), kind).isEmpty()) {
                store.persist(Policy.byDefault(caller.tenant(), kind));
            }
        }
    }

    private Optional<Policy> find(TenantId tenant, PolicyKind kind) {
        return store.createQuery("SELECT p FROM Policy p WHERE p.tenant = :tenant AND p.kind = :kind", Policy.class)
                .setParameter("tenant", tenant).setParameter("kind", kind)
                .getResultStream().findFirst();
    }
}
