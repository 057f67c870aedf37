package org.palisade.server.tenant.boundary;

import jakarta.ejb.Stateless;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import java.time.Clock;
import org.palisade.server.platform.boundary.Caller;
import org.palisade.server.platform.boundary.Problem;
import org.palisade.server.platform.boundary.ProblemException;
import org.palisade.server.platform.boundary.Role;
import org.palisade.server.tenant.entity.Tenant;

/** Tenants. */
@Stateless
public class Tenants {

    @PersistenceContext
    EntityManager store;
    @Inject
    Clock clock;

    /** Makes the caller's tenant if it is not there; harmless when repeated. */
    public void ensure(Caller caller, String name) {
        caller.require(Role.ADMINISTRATOR);
        if (store.find(Tenant.class, caller.tenant().toString()) == null) {
            store.persist(new Tenant(caller.tenant(), name, clock.instant()));
        }
    }

    /** The name of the caller's own tenant. */
    public String name(Caller caller) {
        caller.require(Role.ADMINISTRATOR, Role.AUDITOR);
        Tenant tenant = store.find(Tenant.class, caller.tenant().toString());
        if (tenant == null) {
            throw new ProblemException(Problem.NOT_FOUND, "this tenant is gone");
        }
        return tenant.name();
    }
}
