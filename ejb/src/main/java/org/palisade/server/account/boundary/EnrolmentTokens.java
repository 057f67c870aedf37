package org.palisade.server.account.boundary;

import jakarta.ejb.Stateless;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.palisade.protocol.signed.EnrolmentToken;
import org.palisade.protocol.signed.PeerKind;
import org.palisade.server.account.entity.EnrolmentTokenRecord;
import org.palisade.server.audit.boundary.Audited;
import org.palisade.server.platform.boundary.Caller;
import org.palisade.server.platform.boundary.DomainEvent;
import org.palisade.server.platform.boundary.Problem;
import org.palisade.server.platform.boundary.ProblemException;
import org.palisade.server.platform.boundary.Role;
import org.palisade.server.platform.boundary.Severity;
import org.palisade.server.platform.boundary.TenantId;
import org.palisade.server.secret.boundary.Certificates;

/** Tokens with which SVMs and agents enrol. */
@Stateless
public class EnrolmentTokens {

    private static final int MOST_USES = 100_000;
    private static final int MOST_DAYS = 365;
    private static final int SECRET = 32;

    @PersistenceContext
    EntityManager store;
    @Inject
    Certificates certificates;
    @Inject
    Event<DomainEvent> events;
    @Inject
    Clock clock;

    /**
     * Makes a token for the caller's tenant.
     *
     * @param kind {@link PeerKind#SVM} or {@link PeerKind#AGENT}
     * @param uses how often it may be used, 1–100000
     * @param days how long it is valid, 1–365
     */
    @Audited("token-order")
    public IssuedToken order(Caller caller, PeerKind kind, int uses, int days) {
        caller.require(Role.ADMINISTRATOR);
        List<String> wrong = new ArrayList<>();
        if (kind != PeerKind.SVM && kind != PeerKind.AGENT) {
            wrong.add("/kind");
        }
        if (uses < 1 || uses > MOST_USES) {
            wrong.add("/uses");
        }
        if (days < 1 || days > MOST_DAYS) {
            wrong.add("/days");
        }
        if (!wrong.isEmpty()) {
            throw new ProblemException(Problem.INVALID, "kind is svm or agent, uses 1 to 100000, days 1 to 365", wrong);
        }
        byte[] secret = new byte[SECRET];
        new SecureRandom().nextBytes(secret);
        EnrolmentToken token = new EnrolmentToken(kind, caller.tenant().value(), certificates.authorityFingerprint(),
                Base64.getUrlEncoder().withoutPadding().encodeToString(secret));
        Instant end = clock.instant().plus(Duration.ofDays(days));
        store.persist(new EnrolmentTokenRecord(token, caller.tenant(), uses, end));
        events.fire(new DomainEvent("token-ordered", Severity.INFORMATION, caller.tenant(), Optional.empty()));
        return new IssuedToken(token.text(), end);
    }

    /**
     * Takes over a token that the init step made before there was a database; harmless when repeated.
     *
     * @param uses how often it may be used
     * @param life how long it is valid from now
     */
    public void adopt(Caller caller, EnrolmentToken token, int uses, Duration life) {
        caller.require(Role.ADMINISTRATOR);
        if (find(token).isEmpty()) {
            store.persist(new EnrolmentTokenRecord(token, caller.tenant(), uses, clock.instant().plus(life)));
        }
    }

    /**
     * Uses a token once; called by {@link Enrolments} alone. The use is counted in the transaction of the enrolment: one that fails does not
     * spend it.
     *
     * @return the tenant the new peer belongs to, from our own record
     * @throws ProblemException {@link Problem#TOKEN_REFUSED} if it is unknown, of another kind, expired or used up
     */
    public TenantId redeem(String text, PeerKind kind) {
        EnrolmentTokenRecord token;
        try {
            token = find(EnrolmentToken.parse(text)).filter(found -> found.counts(kind, clock.instant())).orElseThrow(EnrolmentTokens::refused);
        } catch (IllegalArgumentException e) {
            throw refused();
        }
        // Counted by the database, not here: of two enrolments at once with the last use, one must fail.
        int counted = store.createQuery("UPDATE EnrolmentTokenRecord t SET t.usesLeft = t.usesLeft - 1 WHERE t.id = :id AND t.usesLeft > 0")
                .setParameter("id", token.id()).executeUpdate();
        if (counted != 1) {
            throw refused();
        }
        return token.tenant();
    }

    private Optional<EnrolmentTokenRecord> find(EnrolmentToken token) {
        return store.createQuery("SELECT t FROM EnrolmentTokenRecord t WHERE t.secretDigest = :digest", EnrolmentTokenRecord.class)
                .setParameter("digest", EnrolmentTokenRecord.digest(token))
                .getResultStream().findFirst();
    }

    private static ProblemException refused() {
        return new ProblemException(Problem.TOKEN_REFUSED, "ask an administrator for a new token");
    }
}
