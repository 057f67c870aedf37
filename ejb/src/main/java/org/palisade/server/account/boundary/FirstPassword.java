package org.palisade.server.account.boundary;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.TransactionPhase;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Files;
import org.palisade.server.account.control.SignInMemory;
import org.palisade.server.platform.boundary.ServerHome;

/** After a change of password has been committed: the old one is forgotten, and the file with the generated one is deleted. */
@ApplicationScoped
public class FirstPassword {

    private static final System.Logger LOG = System.getLogger(FirstPassword.class.getName());

    @Inject
    ServerHome home;
    @Inject
    SignInMemory memory;

    void forget(@Observes(during = TransactionPhase.AFTER_SUCCESS) PasswordChanged change) {
        memory.forget(change.caller().name());
        if (!Accounts.ADMIN.equals(change.caller().name())) {
            return;
        }
        try {
            Files.deleteIfExists(home.adminPassword());
        } catch (IOException e) {
            LOG.log(System.Logger.Level.ERROR, "the file with the first password cannot be deleted; it is no longer valid", e);
        }
    }
}
