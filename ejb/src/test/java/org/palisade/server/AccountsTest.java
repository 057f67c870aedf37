package org.palisade.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.palisade.server.FeatureStage.ADDRESS;
import static org.palisade.server.FeatureStage.admin;
import static org.palisade.server.FeatureStage.assertRefused;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.palisade.server.account.boundary.Accounts;
import org.palisade.server.platform.boundary.Caller;
import org.palisade.server.platform.boundary.Problem;
import org.palisade.server.platform.boundary.Role;
import org.palisade.server.platform.boundary.TenantId;

/** Passwords, guessing and how long a sign-in counts, on the real schema in an encrypted Derby. */
class AccountsTest {

    @TempDir
    private Path folder;
    private FeatureStage stage;
    private TestServer server;

    @BeforeEach
    void start() throws Exception {
        stage = new FeatureStage(folder);
        server = stage.server;
    }

    @AfterEach
    void stop() {
        stage.close();
    }

    @Test
    void theFirstPasswordSignsInUntilItIsChangedAndItsFileIsGone() throws Exception {
        Accounts accounts = server.bean(Accounts.class);
        char[] first = stage.secret("admin-password").toCharArray();
        char[] second = "another-long-password".toCharArray();
        Caller admin = accounts.signIn("admin", first, ADDRESS);
        assertEquals(Role.ADMINISTRATOR, admin.role());

        server.run(() -> accounts.changePassword(admin, first, second));

        assertFalse(Files.exists(server.home.adminPassword()));
        assertRefused(Problem.CREDENTIALS_REFUSED, () -> accounts.signIn("admin", first, ADDRESS));
        assertEquals(admin, accounts.signIn("admin", second, ADDRESS));
        assertEquals(1, stage.kinds("password-changed"));
    }

    @Test
    void aSignInCountsUntilThePasswordChanges() throws Exception {
        Accounts accounts = server.bean(Accounts.class);
        Caller admin = admin(TenantId.DEFAULT);
        Instant signedIn = server.clock.instant();
        assertTrue(accounts.counts(admin, signedIn));
        server.clock.pass(Duration.ofSeconds(1));
        server.run(() -> accounts.changePassword(admin, stage.secret("admin-password").toCharArray(), "another-long-password".toCharArray()));
        assertFalse(accounts.counts(admin, signedIn));
        assertTrue(accounts.counts(admin, server.clock.instant()));
        assertFalse(accounts.counts(new Caller("gone", Role.AUDITOR, TenantId.DEFAULT, Optional.empty()), server.clock.instant()));
    }

    @Test
    void aShortPasswordAndAWrongPresentOneAreRefused() throws Exception {
        Accounts accounts = server.bean(Accounts.class);
        char[] first = stage.secret("admin-password").toCharArray();
        Caller admin = accounts.signIn("admin", first, ADDRESS);
        assertRefused(Problem.INVALID, () -> server.run(() -> accounts.changePassword(admin, first, "short".toCharArray())));
        assertRefused(Problem.CREDENTIALS_REFUSED,
                () -> server.run(() -> accounts.changePassword(admin, "wrong".toCharArray(), "another-long-password".toCharArray())));
        assertTrue(Files.exists(server.home.adminPassword()));
    }

    @Test
    void whoGuessesIsMadeToWaitBeforeAnythingIsHashed() throws Exception {
        Accounts accounts = server.bean(Accounts.class);
        for (int i = 0; i < 5; i++) {
            assertRefused(Problem.CREDENTIALS_REFUSED, () -> accounts.signIn("admin", new char[0], ADDRESS));
        }
        char[] right = stage.secret("admin-password").toCharArray();
        assertRefused(Problem.TOO_MANY_ATTEMPTS, () -> accounts.signIn("admin", right, ADDRESS));
        assertEquals("admin", accounts.signIn("admin", right, "192.0.2.8").name());
        server.clock.pass(Duration.ofSeconds(1));
        assertEquals("admin", accounts.signIn("admin", right, ADDRESS).name());
    }

    @Test
    void whoIsKnownStaysKnownWhileOthersGuessAtTheSameAddress() throws Exception {
        Accounts accounts = server.bean(Accounts.class);
        char[] right = stage.secret("admin-password").toCharArray();
        accounts.signIn("admin", right, ADDRESS);
        for (int i = 0; i < 5; i++) {
            assertRefused(Problem.CREDENTIALS_REFUSED, () -> accounts.signIn("admin", new char[0], ADDRESS));
        }
        assertEquals("admin", accounts.signIn("admin", right, ADDRESS).name());
        assertRefused(Problem.CREDENTIALS_REFUSED, () -> accounts.signIn("nobody", new char[0], ADDRESS));
    }

    @Test
    void anUnknownNameIsRefusedLikeAWrongPassword() {
        assertRefused(Problem.CREDENTIALS_REFUSED, () -> server.bean(Accounts.class).signIn("nobody", "x".repeat(200).toCharArray(), ADDRESS));
    }
}
