package org.palisade.server.account.control;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/**
 * Slows down guessing: after five failures in a row an address waits 1 s, then 2 s, 4 s … at most 60 s; a success or ten quiet minutes forgive it.
 * Remembers at most 10,000 addresses; when there are more, those quiet for longest are forgotten.
 */
public final class BackOff {

    private static final int FREE = 5;
    private static final int DOUBLINGS = 6;
    private static final int ADDRESSES = 10_000;
    private static final Duration LONGEST = Duration.ofSeconds(60);
    private static final Duration FORGIVE = Duration.ofMinutes(10);

    private final Clock clock;
    private final Map<String, Failures> failures = new HashMap<>();

    private record Failures(int count, Instant last) {
    }

    /** Nobody has failed yet. */
    public BackOff(Clock clock) {
        this.clock = clock;
    }

    /** How long the address has to wait before its next attempt; zero if it need not. */
    public synchronized Duration wait(String address) {
        Instant now = clock.instant();
        Failures failed = failures.get(address);
        if (failed == null || !now.isBefore(failed.last().plus(FORGIVE))) {
            failures.remove(address);
            return Duration.ZERO;
        }
        if (failed.count() < FREE) {
            return Duration.ZERO;
        }
        Duration pause = Duration.ofSeconds(1L << Math.min(failed.count() - FREE, DOUBLINGS));
        Duration left = Duration.between(now, failed.last().plus(pause.compareTo(LONGEST) > 0 ? LONGEST : pause));
        return left.isNegative() ? Duration.ZERO : left;
    }

    /** An attempt failed. */
    public synchronized void failed(String address) {
        Instant now = clock.instant();
        if (failures.size() >= ADDRESSES && !failures.containsKey(address)) {
            failures.values().removeIf(failed -> !now.isBefore(failed.last().plus(FORGIVE)));
            if (failures.size() >= ADDRESSES) {
                failures.entrySet().stream().min(Map.Entry.comparingByValue((a, b) -> a.last().compareTo(b.last())))
                        .map(Map.Entry::getKey).ifPresent(failures::remove);
            }
        }
        failures.merge(address, new Failures(1, now), (old, fresh) -> new Failures(Math.min(old.count() + 1, FREE + DOUBLINGS), now));
    }

    /** An attempt succeeded: the address is forgiven. */
    public synchronized void succeeded(String address) {
        failures.remove(address);
    }
}
