package org.palisade.server.agent.boundary;

import jakarta.ejb.Stateless;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import java.time.Clock;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.palisade.protocol.signed.PeerKind;
import org.palisade.server.account.boundary.Enrolled;
import org.palisade.server.account.boundary.Enrolment;
import org.palisade.server.account.boundary.Enrolments;
import org.palisade.server.agent.entity.ProtectedVm;
import org.palisade.server.audit.boundary.Audited;
import org.palisade.server.platform.boundary.Caller;
import org.palisade.server.platform.boundary.Problem;
import org.palisade.server.platform.boundary.ProblemException;
import org.palisade.server.platform.boundary.Role;
import org.palisade.server.platform.boundary.ServerConfig;

/** Protected VMs and their agents: enrolment, reports, the list for the console. */
@Stateless
public class ProtectedVms {

    @PersistenceContext
    EntityManager store;
    @Inject
    Enrolments enrolments;
    @Inject
    ServerConfig config;
    @Inject
    Clock clock;

    /** Gives a new agent its identity; the token stands for the caller. */
    @Audited("agent-enrolment")
    public Enrolled enrol(Enrolment enrolment) {
        Enrolled enrolled = enrolments.enrol(PeerKind.AGENT, enrolment);
        store.persist(new ProtectedVm(enrolled.id(), enrolled.tenant(), enrolment.host(), enrolment.version(), clock.instant()));
        return enrolled;
    }

    /**
     * Takes in what an agent says of itself.
     *
     * @throws ProblemException {@link Problem#INVALID} with pointers, or {@link Problem#NOT_FOUND} if the VM was removed
     */
    public void report(Caller caller, AgentStatement statement) {
        UUID id = caller.requirePeer(Role.AGENT);
        List<String> wrong = statement.wrong();
        if (!wrong.isEmpty()) {
            throw new ProblemException(Problem.INVALID, "the report says something that cannot be", wrong);
        }
        Optional.ofNullable(store.find(ProtectedVm.class, id.toString())).filter(vm -> vm.belongsTo(caller.tenant()))
                .orElseThrow(() -> new ProblemException(Problem.NOT_FOUND, "this agent was removed"))
                .report(statement.host(), statement.version(), AgentState.reported(statement.state()).orElseThrow(),
                        statement.svm().map(UUID::fromString), Protection.of(statement.protection()).orElseThrow(), clock.instant());
    }

    /** All protected VMs of the caller's tenant, by host name. */
    public List<ProtectedVmEntry> list(Caller caller) {
        caller.require(Role.ADMINISTRATOR, Role.AUDITOR);
        Instant now = clock.instant();
        // Names are encrypted, so the order is made here.
        return store.createQuery("SELECT v FROM ProtectedVm v WHERE v.tenant = :tenant", ProtectedVm.class)
                .setParameter("tenant", caller.tenant())
                .getResultStream().map(vm -> vm.entry(now, config.silentAfter()))
                .sorted(Comparator.comparing(ProtectedVmEntry::host).thenComparing(ProtectedVmEntry::id)).toList();
    }

    /** How many protected VMs the caller's tenant has. */
    public long count(Caller caller) {
        caller.require(Role.ADMINISTRATOR, Role.AUDITOR);
        return store.createQuery("SELECT COUNT(v) FROM ProtectedVm v WHERE v.tenant = :tenant", Long.class)
                .setParameter("tenant", caller.tenant()).getSingleResult();
    }

    /** How many of them have an agent that is {@link AgentState#CONNECTED}. */
    public long connected(Caller caller) {
        caller.require(Role.ADMINISTRATOR, Role.AUDITOR);
        return store.createQuery("SELECT COUNT(v) FROM ProtectedVm v WHERE v.tenant = :tenant AND v.state = :state AND v.reportedAt > :since", Long.class)
                .setParameter("tenant", caller.tenant()).setParameter("state", AgentState.CONNECTED)
                .setParameter("since", clock.instant().minus(config.silentAfter())).getSingleResult();
    }
}
