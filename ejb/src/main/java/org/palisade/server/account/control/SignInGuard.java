package org.palisade.server.account.control;

import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.palisade.server.platform.boundary.Problem;
import org.palisade.server.platform.boundary.ProblemException;

/**
 * What stands between an attempt and the hashing of a password: a back-off by address and name, a looser one by address alone, and a limit on how
 * many are hashed at once. One name that is guessed at does not lock out the others of an address, which may be a whole office's.
 */
public final class SignInGuard {

    /** How long an attempt waits for its turn. */
    private static final Duration TURN = Duration.ofSeconds(5);

    private static final int FREE_OF_NAME = 5;
    private static final int FREE_OF_ADDRESS = 50;

    private final BackOff byName;
    private final BackOff byAddress;
    private final Semaphore turns;

    /**
     * A guard.
     *
     * @param verifications passwords hashed at the same time
     */
    public SignInGuard(Clock clock, int verifications) {
        this.byName = new BackOff(clock, FREE_OF_NAME);
        this.byAddress = new BackOff(clock, FREE_OF_ADDRESS);
        this.turns = new Semaphore(verifications, true);
    }

    /**
     * Stops an address that failed too often, with this name or at all.
     *
     * @param name as attempted, at most some 64 characters: it is remembered
     * @throws ProblemException {@link Problem#TOO_MANY_ATTEMPTS}
     */
    public void check(String address, String name) {
        byName.check(address + ' ' + name);
        byAddress.check(address);
    }

    /**
     * Verifies in turn and remembers how it went.
     *
     * @throws ProblemException {@link Problem#CREDENTIALS_REFUSED} if it does not verify, {@link Problem#TOO_MANY_ATTEMPTS} if the queue is too long
     */
    public void verify(String address, String name, BooleanSupplier verification) {
        boolean good;
        try {
            if (!turns.tryAcquire(TURN.toNanos(), TimeUnit.NANOSECONDS)) {
                throw new ProblemException(Problem.TOO_MANY_ATTEMPTS, "too many people sign in at the moment; try again", TURN);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ProblemException(Problem.TOO_MANY_ATTEMPTS, "the server is stopping");
        }
        try {
            // Once more: others may have failed while this one waited for its turn.
            check(address, name);
            good = verification.getAsBoolean();
        } finally {
            turns.release();
        }
        if (!good) {
            byName.failed(address + ' ' + name);
            byAddress.failed(address);
            throw new ProblemException(Problem.CREDENTIALS_REFUSED, "name or password is wrong");
        }
        byName.succeeded(address + ' ' + name);
        byAddress.succeeded(address);
    }
}
