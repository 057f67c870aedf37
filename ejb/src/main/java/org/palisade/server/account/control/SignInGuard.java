package org.palisade.server.account.control;

import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.palisade.server.platform.boundary.Problem;
import org.palisade.server.platform.boundary.ProblemException;

/** What stands between an attempt and the hashing of a password: the back-off by address, and a limit on how many are hashed at once. */
public final class SignInGuard {

    /** How long an attempt waits for its turn. */
    private static final Duration TURN = Duration.ofSeconds(5);

    private final BackOff backOff;
    private final Semaphore turns;

    /**
     * A guard.
     *
     * @param verifications passwords hashed at the same time
     */
    public SignInGuard(Clock clock, int verifications) {
        this.backOff = new BackOff(clock);
        this.turns = new Semaphore(verifications, true);
    }

    /**
     * Stops an address that failed too often.
     *
     * @throws ProblemException {@link Problem#TOO_MANY_ATTEMPTS}
     */
    public void check(String address) {
        Duration wait = backOff.wait(address);
        if (!wait.isZero()) {
            throw new ProblemException(Problem.TOO_MANY_ATTEMPTS, "try again in " + (wait.toSeconds() + 1) + " s", wait.plusSeconds(1));
        }
    }

    /**
     * Verifies in turn and remembers how it went.
     *
     * @throws ProblemException {@link Problem#CREDENTIALS_REFUSED} if it does not verify, {@link Problem#TOO_MANY_ATTEMPTS} if the queue is too long
     */
    public void verify(String address, BooleanSupplier verification) {
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
            good = verification.getAsBoolean();
        } finally {
            turns.release();
        }
        if (!good) {
            backOff.failed(address);
            throw new ProblemException(Problem.CREDENTIALS_REFUSED, "name or password is wrong");
        }
        backOff.succeeded(address);
    }
}
