package org.palisade.server.setup;

import jakarta.ejb.Stateless;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.palisade.protocol.signed.EnrolmentToken;
import org.palisade.protocol.signed.PeerKind;
import org.palisade.server.account.boundary.Accounts;
import org.palisade.server.account.boundary.EnrolmentTokens;
import org.palisade.server.platform.boundary.Caller;
import org.palisade.server.platform.boundary.ServerHome;
import org.palisade.server.policy.boundary.Policies;
import org.palisade.server.secret.boundary.Certificates;
import org.palisade.server.secret.control.Pem;
import org.palisade.server.tenant.boundary.Tenants;

/**
 * Puts into the database what the init step could not: default tenant, default policies, the administrator, the first tokens, the console's
 * certificate. One transaction, and each part looks first whether it is there: it is repeated at every start, and a killed one leaves nothing
 * half done.
 */
@Stateless
public class FirstStart {

    private static final int USES = 100_000;
    private static final Duration LIFE = Duration.ofDays(3650);

    @Inject
    ServerHome home;
    @Inject
    Tenants tenants;
    @Inject
    Policies policies;
    @Inject
    Accounts accounts;
    @Inject
    EnrolmentTokens tokens;
    @Inject
    Certificates certificates;

    /**
     * Completes the database.
     *
     * @throws IllegalStateException if a file of the init step that is needed is missing
     */
    public void complete() {
        Caller server = Caller.firstStart();
        tenants.ensure(server, "Default tenant");
        policies.ensureDefaults(server);
        try {
            if (!accounts.hasAdmin(server)) {
                accounts.ensureAdmin(server, read(home.adminPassword()).toCharArray());
            }
            for (PeerKind kind : List.of(PeerKind.SVM, PeerKind.AGENT)) {
                Path file = Installation.firstToken(home, kind);
                if (Files.exists(file)) {
                    tokens.adopt(server, EnrolmentToken.parse(read(file)), USES, LIFE);
                }
            }
            Path console = KeyStores.consoleCertificate(home);
            if (Files.exists(console)) {
                certificates.adopt(server, Pem.readCertificate(console));
            }
        } catch (IOException e) {
            throw new IllegalStateException("a file of the init step cannot be read; was it run?", e);
        }
    }

    private static String read(Path file) throws IOException {
        return Files.readString(file, StandardCharsets.US_ASCII).strip();
    }
}
