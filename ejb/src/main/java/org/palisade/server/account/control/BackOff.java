package org.palisade.server.account.control;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.palisade.server.platform.boundary.Problem;
import org.palisade.server.platform.boundary.ProblemException;

/**
 * Slows down guessing: after some failures in a row whoever failed waits 1 s, then 2 s, 4 s … at most 60 s; a success or ten quiet minutes forgive.
 * Remembers at most 10,000 of them; when there are more, those quiet for longest are forgotten.
 */
final class BackOff {

    private static final int DOUBLINGS = 6;
    private static final int KEPT = 10_000;
    private static final Duration LONGEST = Duration.ofSeconds(60);
    private static final Duration FORGIVE = Duration.ofMinutes(10);

    private final Clock clock;
    private final int free;
    private final Map<String, Failures> failures = new HashMap<>();

    private record Failures(int count, Instant last) {
    }

    /**
     * Nobody has failed yet.
     *
     * @param free failures before the first pause
     */
    BackOff(Clock clock, int free) {
        this.clock = clock;
        this.free = free;
    }

    /**
     * Stops whoever failed too often.
     *
     * @throws ProblemException {@link Problem#TOO_MANY_ATTEMPTS}
     */
    void check(String who) {
        Duration wait = wait(who);
        if (!wait.isZero()) {
            throw new ProblemException(Problem.TOO_MANY_ATTEMPTS, "try again in " + (wait.toSeconds() + 1) + " s", wait.plusSeconds(1));
        }
    }

    /** How long somebody has to wait before the next attempt; zero if there is no need. */
    synchronized Duration wait(String who) {
        Instant now = clock.instant();
        Failures failed = failures.get(who);
        if (failed == null || !now.isBefore(failed.last().plus(FORGIVE))) {
            failures.remove(who);
            return Duration.ZERO;
        }
        if (failed.count() < free) {
            return Duration.ZERO;
        }
        Duration pause = Duration.ofSeconds(1L << Math.min(failed.count() - free, DOUBLINGS));
        Duration left = Duration.between(now, failed.last().plus(pause.compareTo(LONGEST) > 0 ? LONGEST : pause));
        return left.isNegative() ? Duration.ZERO : left;
    }

    /** An attempt failed. */
    synchronized void failed(String who) {
        Instant now = clock.instant();
        if (failures.size() >= KEPT && !failures.containsKey(who)) {
            failures.values().removeIf(failed -> !now.isBefore(failed.last().plus(FORGIVE)));
            if (failures.size() >= KEPT) {
                failures.entrySet().stream().min(Map.Entry.comparingByValue((a, b) -> a.last().compareTo(b.last())))
                        .map(Map.Entry::getKey).ifPresent(failures::remove);
            }
        }
        failures.merge(who, new Failures(1, now), (old, fresh) -> new Failures(Math.min(old.count() + 1, free + DOUBLINGS), now));
    }

    /** An attempt succeeded: all is forgiven. */
    synchronized void succeeded(String who) {
        failures.remove(who);
    }
}
