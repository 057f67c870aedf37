package org.palisade.server.account.control;

import java.time.Clock;
import java.util.function.Supplier;
import org.palisade.server.platform.boundary.Problem;
import org.palisade.server.platform.boundary.ProblemException;

/**
 * What stands between a stranger and our records: a token cannot be guessed, but every wrong one leaves a row, so whoever shows many of them is made
 * to wait before the next is looked at.
 */
public final class EnrolmentGuard {

    private static final int FREE = 5;

    private final BackOff backOff;

    /** Nobody has shown a wrong token yet. */
    public EnrolmentGuard(Clock clock) {
        this.backOff = new BackOff(clock, FREE);
    }

    /**
     * Redeems a token and remembers how it went.
     *
     * @param address where the token comes from
     * @throws ProblemException {@link Problem#TOO_MANY_ATTEMPTS} before it is redeemed, or whatever redeeming throws
     */
    public <T> T redeem(String address, Supplier<T> redeeming) {
        backOff.check(address);
        T redeemed;
        try {
            redeemed = redeeming.get();
        } catch (ProblemException e) {
            if (e.problem() == Problem.TOKEN_REFUSED) {
                backOff.failed(address);
            }
            throw e;
        }
        backOff.succeeded(address);
        return redeemed;
    }
}
