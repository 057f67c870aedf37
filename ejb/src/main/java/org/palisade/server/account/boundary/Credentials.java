package org.palisade.server.account.boundary;

import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import java.util.Optional;
import org.palisade.server.account.control.PasswordHash;
import org.palisade.server.account.control.SignInGuard;
import org.palisade.server.account.entity.Account;
import org.palisade.server.audit.boundary.Audited;
import org.palisade.server.platform.boundary.Caller;

/** Verifies passwords the slow way. A bean of its own, so that an attempt answered from memory leaves no audit record. */
@Stateless
public class Credentials {

    @PersistenceContext
    EntityManager store;
    @Inject
    SignInGuard guard;

    /** Verifies; outside any transaction, because hashing is slow on purpose. */
    @Audited("sign-in")
    @TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
    public Caller verify(SignIn attempt) {
        Optional<Account> account = find(store, attempt.name());
        PasswordHash kept = account.map(Account::password).orElseGet(PasswordHash::ofNobody);
        guard.verify(attempt.address(), attempt.auditName(), () -> kept.fits(attempt.password()));
        return account.orElseThrow().caller();
    }

    static Optional<Account> find(EntityManager store, String name) {
        return store.createQuery("SELECT a FROM Account a WHERE a.nameDigest = :digest", Account.class)
                .setParameter("digest", Account.digest(name))
                .getResultStream().findFirst();
    }
}
