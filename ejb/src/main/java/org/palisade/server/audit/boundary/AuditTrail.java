package org.palisade.server.audit.boundary;

import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import java.time.Clock;
import java.util.Optional;
import org.palisade.server.audit.entity.AuditRecord;
import org.palisade.server.platform.boundary.DomainEvent;
import org.palisade.server.platform.boundary.Problem;
import org.palisade.server.platform.boundary.Severity;
import org.palisade.server.platform.boundary.TenantId;

/** Writes audit records; called by the interceptor alone. */
@Stateless
public class AuditTrail {

    private static final String DONE = "done";

    @PersistenceContext
    EntityManager store;
    @Inject
    Event<DomainEvent> events;
    @Inject
    Clock clock;

    /** A deed was done; the record stands or falls with it. */
    public void done(TenantId tenant, String actor, String deed, Optional<String> subject) {
        store.persist(new AuditRecord(clock.instant(), tenant, actor, deed, subject, DONE));
    }

    /** A deed was refused; its transaction is lost, the record is not, and an event tells of it. */
    @TransactionAttribute(TransactionAttributeType.REQUIRES_NEW)
    public void refused(TenantId tenant, String actor, String deed, Problem problem) {
        store.persist(new AuditRecord(clock.instant(), tenant, actor, deed, Optional.empty(), problem.slug()));
        events.fire(new DomainEvent(deed + "-refused", Severity.WARNING, tenant, Optional.empty()));
    }

    /** A deed failed by our own fault. No event tells of it: the deed, whose transaction still waits, may hold the lock of the store of events. */
    @TransactionAttribute(TransactionAttributeType.REQUIRES_NEW)
    public void failed(TenantId tenant, String actor, String deed) {
        store.persist(new AuditRecord(clock.instant(), tenant, actor, deed, Optional.empty(), Problem.INTERNAL.slug()));
    }
}
