package org.palisade.server.account.boundary;

import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.palisade.server.account.control.PasswordHash;
import org.palisade.server.account.control.SignInGuard;
import org.palisade.server.account.control.SignInMemory;
import org.palisade.server.account.entity.Account;
import org.palisade.server.audit.boundary.Audited;
import org.palisade.server.platform.boundary.Caller;
import org.palisade.server.platform.boundary.DomainEvent;
import org.palisade.server.platform.boundary.Problem;
import org.palisade.server.platform.boundary.ProblemException;
import org.palisade.server.platform.boundary.Role;
import org.palisade.server.platform.boundary.Severity;

/** People and scripts that sign in with name and password. */
@Stateless
public class Accounts {

    /** The account that exists from the first start on. */
    public static final String ADMIN = "admin";

    private static final int SHORTEST = 12;
    private static final int LONGEST = 128;

    @PersistenceContext
    EntityManager store;
    @Inject
    Credentials credentials;
    @Inject
    SignInGuard guard;
    @Inject
    SignInMemory memory;
    @Inject
    Event<DomainEvent> events;
    @Inject
    Event<PasswordChanged> changes;
    @Inject
    Clock clock;

    /**
     * Signs in. Whether the name exists cannot be told from the answer, nor from its time.
     *
     * @param name     account name
     * @param password the password; cleared by the caller
     * @param address  where the attempt comes from, for the back-off
     * @return who it is
     * @throws ProblemException {@link Problem#CREDENTIALS_REFUSED}, or {@link Problem#TOO_MANY_ATTEMPTS} before anything is hashed, unless this very
     *                          password was good a short while ago
     */
    @TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
    public Caller signIn(String name, char[] password, String address) {
        // Hashing something endless is work nobody should be able to order.
        SignIn attempt = new SignIn(name, password.length > LONGEST ? new char[0] : password, address);
        Optional<Caller> known = memory.recall(attempt);
        if (known.isPresent()) {
            return known.get();
        }
        guard.check(address, attempt.auditName());
        long generation = memory.generation();
        Caller caller = credentials.verify(attempt);
        memory.remember(attempt, caller, generation);
        return caller;
    }

    /**
     * Changes the caller's own password. When it was the generated one, the file that holds it is deleted.
     *
     * @param current the present password
     * @param wanted  the new one, 12–128 characters, not the present one
     * @throws ProblemException {@link Problem#CREDENTIALS_REFUSED} if the present one is wrong, {@link Problem#INVALID} if the new one will not do
     */
    @Audited("password-change")
    public void changePassword(Caller caller, char[] current, char[] wanted) {
        caller.require(Role.ADMINISTRATOR, Role.AUDITOR);
        if (caller.peer().isPresent()) {
            throw new ProblemException(Problem.FORBIDDEN, "a certificate has no password");
        }
        // Wherever it comes from: whoever found an open session shall not guess the password from many places.
        guard.check(caller.name(), caller.name());
        if (wanted.length < SHORTEST || wanted.length > LONGEST || java.util.Arrays.equals(current, wanted)) {
            throw new ProblemException(Problem.INVALID, "a password has 12 to 128 characters and is not the present one", List.of("/wanted"));
        }
        Account account = Credentials.find(store, caller.name())
                .orElseThrow(() -> new ProblemException(Problem.NOT_FOUND, "this account is gone"));
        PasswordHash kept = account.password();
        guard.verify(caller.name(), caller.name(), () -> kept.fits(current));
        account.change(PasswordHash.of(wanted), clock.instant());
        changes.fire(new PasswordChanged(caller));
        events.fire(new DomainEvent("password-changed", Severity.INFORMATION, caller.tenant(), Optional.empty()));
    }

    /**
     * Whether a sign-in still counts: the account is there, and has had the same password since.
     *
     * @param signedIn when the password was shown, or a moment before
     */
    @TransactionAttribute(TransactionAttributeType.SUPPORTS)
    public boolean counts(Caller caller, Instant signedIn) {
        caller.require(Role.ADMINISTRATOR, Role.AUDITOR);
        return Credentials.find(store, caller.name()).filter(account -> account.unchangedSince(signedIn)).isPresent();
    }

    /** Whether the account of the first start is there. */
    public boolean hasAdmin(Caller caller) {
        caller.require(Role.ADMINISTRATOR);
        return Credentials.find(store, ADMIN).isPresent();
    }

    /** Makes the account of the first start if it is not there; harmless when repeated. */
    public void ensureAdmin(Caller caller, char[] password) {
        caller.require(Role.ADMINISTRATOR);
        if (!hasAdmin(caller)) {
            store.persist(new Account(ADMIN, Role.ADMINISTRATOR, caller.tenant(), PasswordHash.of(password), clock.instant()));
        }
    }
}
