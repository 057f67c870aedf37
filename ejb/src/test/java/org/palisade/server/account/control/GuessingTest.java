package org.palisade.server.account.control;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.palisade.server.TestClock;
import org.palisade.server.account.boundary.SignIn;
import org.palisade.server.platform.boundary.Caller;
import org.palisade.server.platform.boundary.Problem;
import org.palisade.server.platform.boundary.ProblemException;
import org.palisade.server.platform.boundary.Role;
import org.palisade.server.platform.boundary.TenantId;

class GuessingTest {

    private static final String ADDRESS = "192.0.2.7";

    private final TestClock clock = new TestClock();
    private final BackOff backOff = new BackOff(clock, 5);

    @Test
    void fiveFailuresAreFreeThenThePauseDoublesUpToAMinute() {
        for (int i = 0; i < 4; i++) {
            backOff.failed(ADDRESS);
            assertEquals(Duration.ZERO, backOff.wait(ADDRESS));
        }
        for (int seconds : new int[] {1, 2, 4, 8, 16, 32, 60, 60}) {
            backOff.failed(ADDRESS);
            assertEquals(Duration.ofSeconds(seconds), backOff.wait(ADDRESS));
        }
    }

    @Test
    void thePausePasses() {
        for (int i = 0; i < 6; i++) {
            backOff.failed(ADDRESS);
        }
        clock.pass(Duration.ofSeconds(1));
        assertEquals(Duration.ofSeconds(1), backOff.wait(ADDRESS));
        clock.pass(Duration.ofSeconds(1));
        assertEquals(Duration.ZERO, backOff.wait(ADDRESS));
    }

    @Test
    void aSuccessAndTenQuietMinutesForgive() {
        for (int i = 0; i < 8; i++) {
            backOff.failed(ADDRESS);
            backOff.failed("other");
        }
        backOff.succeeded(ADDRESS);
        backOff.failed(ADDRESS);
        assertEquals(Duration.ZERO, backOff.wait(ADDRESS));
        clock.pass(Duration.ofMinutes(10));
        assertEquals(Duration.ZERO, backOff.wait("other"));
        backOff.failed("other");
        assertEquals(Duration.ZERO, backOff.wait("other"));
    }

    @Test
    void aFloodOfAddressesDoesNotGrowWithoutEnd() {
        for (int i = 0; i < 5; i++) {
            backOff.failed(ADDRESS);
        }
        clock.pass(Duration.ofMillis(1));
        for (int i = 0; i < 10_000; i++) {
            backOff.failed("address " + i);
        }
        assertEquals(Duration.ZERO, backOff.wait(ADDRESS), "the one quiet for longest is forgotten");
    }

    @Test
    void aPasswordFitsItsHashOnlyAndTheHashIsReadBack() {
        PasswordHash hash = PasswordHash.parse(PasswordHash.of("correct horse battery".toCharArray()).text());
        assertTrue(hash.fits("correct horse battery".toCharArray()));
        assertFalse(hash.fits("correct horse batterY".toCharArray()));
        assertFalse(hash.fits(new char[0]));
        assertFalse(PasswordHash.ofNobody().fits(new char[0]));
        assertTrue(hash.rounds() >= 210_000);
        assertFalse(hash.toString().contains(hash.hash()));
    }

    @Test
    void aGoodPasswordIsKnownForAMinuteAndForgottenWhenItChanges() {
        SignInMemory memory = new SignInMemory(clock, Duration.ofSeconds(60));
        Caller admin = new Caller("admin", Role.ADMINISTRATOR, new TenantId(new UUID(0, 1)), Optional.empty());
        memory.remember(attempt("admin", "good", ADDRESS), admin, memory.generation());
        assertEquals(Optional.of(admin), memory.recall(attempt("admin", "good", ADDRESS)));
        assertEquals(Optional.empty(), memory.recall(attempt("admin", "bad", ADDRESS)));
        assertEquals(Optional.empty(), memory.recall(attempt("other", "good", ADDRESS)));
        assertEquals(Optional.empty(), memory.recall(attempt("admin", "good", "192.0.2.8")));
        clock.pass(Duration.ofSeconds(60));
        assertEquals(Optional.empty(), memory.recall(attempt("admin", "good", ADDRESS)));
        memory.remember(attempt("admin", "good", ADDRESS), admin, memory.generation());
        memory.forget("admin");
        assertEquals(Optional.empty(), memory.recall(attempt("admin", "good", ADDRESS)));
    }

    @Test
    void aPasswordThatChangedWhileItWasVerifiedIsNotRemembered() {
        SignInMemory memory = new SignInMemory(clock, Duration.ofSeconds(60));
        Caller admin = new Caller("admin", Role.ADMINISTRATOR, new TenantId(new UUID(0, 1)), Optional.empty());
        long before = memory.generation();
        memory.forget("admin");
        memory.remember(attempt("admin", "old", ADDRESS), admin, before);
        assertEquals(Optional.empty(), memory.recall(attempt("admin", "old", ADDRESS)));
    }

    @Test
    void aNameThatIsGuessedAtDoesNotLockOutTheOthersOfItsAddress() {
        SignInGuard guard = new SignInGuard(clock, 1);
        fail(guard, "admin", 5);
        assertTooMany(() -> guard.check(ADDRESS, "admin"));
        assertDoesNotThrow(() -> guard.check(ADDRESS, "script"));
        assertDoesNotThrow(() -> guard.check("192.0.2.8", "admin"));
    }

    @Test
    void anAddressThatGuessesAtManyNamesWaitsAsWell() {
        SignInGuard guard = new SignInGuard(clock, 1);
        for (int i = 0; i < 50; i++) {
            fail(guard, "name " + i, 1);
        }
        assertTooMany(() -> guard.check(ADDRESS, "another name"));
    }

    @Test
    void wrongTokensAreLookedAtFiveTimesThenNowAndThen() {
        EnrolmentGuard guard = new EnrolmentGuard(clock);
        AtomicInteger looked = new AtomicInteger();
        for (int second = 0; second < 60; second++) {
            assertThrows(ProblemException.class, () -> guard.redeem(ADDRESS, () -> {
                looked.incrementAndGet();
                throw new ProblemException(Problem.TOKEN_REFUSED, "");
            }));
            clock.pass(Duration.ofSeconds(1));
        }
        assertEquals(10, looked.get());
        assertEquals("good", guard.redeem("192.0.2.8", () -> "good"));
    }

    private static void fail(SignInGuard guard, String name, int times) {
        for (int i = 0; i < times; i++) {
            assertThrows(ProblemException.class, () -> guard.verify(ADDRESS, name, () -> false));
        }
    }

    private static void assertTooMany(Executable deed) {
        assertEquals(Problem.TOO_MANY_ATTEMPTS, assertThrows(ProblemException.class, deed).problem());
    }

    private static SignIn attempt(String name, String password, String address) {
        return new SignIn(name, password.toCharArray(), address);
    }
}
