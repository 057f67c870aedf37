package org.palisade.server.account.boundary;

import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.palisade.protocol.signed.PeerKind;
import org.palisade.protocol.signed.PeerName;
import org.palisade.server.account.control.EnrolmentGuard;
import org.palisade.server.platform.boundary.DomainEvent;
import org.palisade.server.platform.boundary.Problem;
import org.palisade.server.platform.boundary.ProblemException;
import org.palisade.server.platform.boundary.Severity;
import org.palisade.server.platform.boundary.TenantId;
import org.palisade.server.secret.boundary.Certificates;
import org.palisade.server.secret.boundary.IssuedCertificate;

/** What enrolling an SVM and an agent have in common: the token is spent, a name given, a certificate issued. Used by those features only. */
@Stateless
public class Enrolments {

    private static final int HOST = 253;
    private static final int VERSION = 64;

    @Inject
    EnrolmentTokens tokens;
    @Inject
    EnrolmentGuard guard;
    @Inject
    Certificates certificates;
    @Inject
    Event<DomainEvent> events;

    /**
     * Gives a new peer its identity, within the transaction in which the feature stores it.
     *
     * @throws ProblemException {@link Problem#TOKEN_REFUSED}, {@link Problem#INVALID}, or {@link Problem#TOO_MANY_ATTEMPTS} before the token is looked at
     */
    @TransactionAttribute(TransactionAttributeType.MANDATORY)
    public Enrolled enrol(PeerKind kind, Enrolment enrolment) {
        // The token first: a stranger learns nothing about what a valid request looks like.
        TenantId tenant = guard.redeem(enrolment.address(), () -> tokens.redeem(enrolment.token(), kind));
        List<String> wrong = new ArrayList<>();
        if (enrolment.host().isBlank() || enrolment.host().length() > HOST) {
            wrong.add("/host");
        }
        if (enrolment.version().isBlank() || enrolment.version().length() > VERSION) {
            wrong.add("/version");
        }
        if (!wrong.isEmpty()) {
            throw new ProblemException(Problem.INVALID, "host has 1 to 253 characters, version 1 to 64", wrong);
        }
        PeerName name = new PeerName(kind, tenant.value(), UUID.randomUUID());
        IssuedCertificate issued = certificates.issue(name, enrolment.certificateRequest());
        events.fire(new DomainEvent(kind.word() + "-enrolled", Severity.INFORMATION, tenant, Optional.of(name)));
        return Enrolled.of(name, issued.certificate(), issued.authority());
    }
}
