package org.palisade.server.svm.boundary;

import jakarta.persistence.EntityManager;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.palisade.server.platform.boundary.TenantId;
import org.palisade.server.svm.entity.AgentSession;
import org.palisade.server.svm.entity.Svm;

/** Stores pieces of journals of sessions, each entry once: the position is moved on in the transaction that stores them, on a row that is held meanwhile. */
final class SessionIntake {

    private static final Logger LOG = System.getLogger(SessionIntake.class.getName());

    private final EntityManager store;

    SessionIntake(EntityManager store) {
        this.store = store;
    }

    /** Stores what is new; the caller holds the SVM's row. */
    SvmReply.Stored take(Svm svm, UUID id, TenantId tenant, SessionEntries piece, Instant now) {
        long offset = Duration.between(piece.sentAt(), now).toMillis();
        long position = svm.sessionPosition(piece.journal());
        long foreign = 0;
        for (SessionEntries.Entry entry : piece.entries()) {
            if (entry.sequence() > position) {
                position = entry.sequence();
                if (tenant.value().equals(entry.tenant())) {
                    session(id, tenant, entry).take(entry, offset);
                } else {
                    foreign++;
                }
            }
        }
        if (foreign > 0) {
            LOG.log(Level.WARNING, "svm {0} reports {1} session entries of other tenants; they are left out", id, foreign);
        }
        svm.sessionsStored(piece.journal(), position);
        return new SvmReply.Stored(piece.journal(), position);
    }

    private AgentSession session(UUID svm, TenantId tenant, SessionEntries.Entry entry) {
        AgentSession known = store.find(AgentSession.class, AgentSession.id(svm, entry.session()));
        if (known != null) {
            return known;
        }
        AgentSession fresh = new AgentSession(svm, tenant, entry);
        store.persist(fresh);
        return fresh;
    }
}
