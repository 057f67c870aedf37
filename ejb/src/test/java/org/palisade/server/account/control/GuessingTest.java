package org.palisade.server.account.control;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.palisade.server.TestClock;
import org.palisade.server.platform.boundary.Caller;
import org.palisade.server.platform.boundary.Role;
import org.palisade.server.platform.boundary.TenantId;

class GuessingTest {

    private static final String ADDRESS = "192.0.2.7";

    private final TestClock clock = new TestClock();
    private final BackOff backOff = new BackOff(clock);

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
        memory.remember("admin", "good".toCharArray(), admin);
        assertEquals(Optional.of(admin), memory.recall("admin", "good".toCharArray()));
        assertEquals(Optional.empty(), memory.recall("admin", "bad".toCharArray()));
        assertEquals(Optional.empty(), memory.recall("other", "good".toCharArray()));
        clock.pass(Duration.ofSeconds(60));
        assertEquals(Optional.empty(), memory.recall("admin", "good".toCharArray()));
        memory.remember("admin", "good".toCharArray(), admin);
        memory.forget("admin");
        assertEquals(Optional.empty(), memory.recall("admin", "good".toCharArray()));
    }
}
