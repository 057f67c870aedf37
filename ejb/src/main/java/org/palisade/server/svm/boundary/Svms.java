package org.palisade.server.svm.boundary;

import jakarta.ejb.Stateless;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import jakarta.persistence.PersistenceContext;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.palisade.protocol.signed.PeerKind;
import org.palisade.server.account.boundary.Enrolled;
import org.palisade.server.account.boundary.Enrolment;
import org.palisade.server.account.boundary.Enrolments;
import org.palisade.server.audit.boundary.Audited;
import org.palisade.server.platform.boundary.Caller;
import org.palisade.server.platform.boundary.Problem;
import org.palisade.server.platform.boundary.ProblemException;
import org.palisade.server.platform.boundary.Role;
import org.palisade.server.platform.boundary.ServerConfig;
import org.palisade.server.secret.boundary.SelfIssuedLicences;
import org.palisade.server.svm.entity.Svm;

/** SVMs: enrolment, reports, the lists for console and agents. */
@Stateless
public class Svms {

    @PersistenceContext
    EntityManager store;
    @Inject
    Enrolments enrolments;
    @Inject
    SelfIssuedLicences licences;
    @Inject
    ServerConfig config;
    @Inject
    Clock clock;

    /** Gives a new SVM its identity; the token stands for the caller. */
    @Audited("svm-enrolment")
    public Enrolled enrol(Enrolment enrolment) {
        Enrolled enrolled = enrolments.enrol(PeerKind.SVM, enrolment);
        store.persist(new Svm(enrolled.id(), enrolled.tenant(), enrolment.host(), enrolment.version(), clock.instant()));
        return enrolled;
    }

    /**
     * Takes in what an SVM says of itself, and what of its journal of sessions is new: one transaction, so that an entry is stored if and only if it is acknowledged, once.
     *
     * @throws ProblemException {@link Problem#INVALID} with pointers, or {@link Problem#NOT_FOUND} if the SVM was removed
     */
    public SvmReply report(Caller caller, SvmStatement statement, Optional<SessionEntries> sessions) {
        UUID id = caller.requirePeer(Role.SVM);
        List<String> wrong = new ArrayList<>(statement.wrong());
        sessions.ifPresent(piece -> wrong.addAll(piece.wrong()));
        if (!wrong.isEmpty()) {
            throw new ProblemException(Problem.INVALID, "the report says something that cannot be", wrong);
        }
        Svm svm = Optional.ofNullable(find(id, sessions.isPresent())).filter(found -> found.belongsTo(caller.tenant()))
                .orElseThrow(() -> new ProblemException(Problem.NOT_FOUND, "this SVM was removed"));
        Instant now = clock.instant();
        svm.report(statement, now);
        return new SvmReply(sessions.map(piece -> new SessionIntake(store).take(svm, id, caller.tenant(), piece, now)), licences.statement(caller.tenant()));
    }

    private Svm find(UUID id, boolean held) {
        return held ? store.find(Svm.class, id.toString(), LockModeType.PESSIMISTIC_WRITE) : store.find(Svm.class, id.toString());
    }

    /** All SVMs of the caller's tenant, by host name. */
    public List<SvmEntry> list(Caller caller) {
        caller.require(Role.ADMINISTRATOR, Role.AUDITOR);
        Instant now = clock.instant();
        // Names are encrypted, so the order is made here.
        return store.createQuery("SELECT s FROM Svm s WHERE s.tenant = :tenant", Svm.class)
                .setParameter("tenant", caller.tenant())
                .getResultStream().map(svm -> svm.entry(now, config.silentAfter()))
                .sorted(Comparator.comparing(SvmEntry::host).thenComparing(SvmEntry::id)).toList();
    }

    /** How many SVMs the caller's tenant has. */
    public long count(Caller caller) {
        caller.require(Role.ADMINISTRATOR, Role.AUDITOR);
        return store.createQuery("SELECT COUNT(s) FROM Svm s WHERE s.tenant = :tenant", Long.class)
                .setParameter("tenant", caller.tenant()).getSingleResult();
    }

    /** How many of them are {@link SvmState#RUNNING}. */
    public long running(Caller caller) {
        caller.require(Role.ADMINISTRATOR, Role.AUDITOR);
        return store.createQuery("SELECT COUNT(s) FROM Svm s WHERE s.tenant = :tenant AND s.reportedAt > :since AND s.stopping = FALSE", Long.class)
                .setParameter("tenant", caller.tenant()).setParameter("since", clock.instant().minus(config.silentAfter()))
                .getSingleResult();
    }

    /** The SVMs an agent may connect to: those of its tenant that report and do not stop. */
    public List<SvmEntry> selectable(Caller caller) {
        caller.require(Role.AGENT);
        Instant now = clock.instant();
        return store.createQuery("SELECT s FROM Svm s WHERE s.tenant = :tenant AND s.reportedAt > :since AND s.stopping = FALSE ORDER BY s.id", Svm.class)
                .setParameter("tenant", caller.tenant()).setParameter("since", now.minus(config.silentAfter()))
                .getResultStream().map(svm -> svm.entry(now, config.silentAfter())).toList();
    }
}
