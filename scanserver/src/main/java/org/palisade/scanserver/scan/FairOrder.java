package org.palisade.scanserver.scan;

import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * Who is next among those who have something waiting: whoever had least. What each had is counted against the others' from the moment it has something waiting, so
 * that nobody saves up a turn by having been idle. Not thread-safe.
 *
 * @param <V> what is kept for each
 */
final class FairOrder<V> {

    /** One of them. */
    static final class Account<V> {

        private final UUID id;
        private final long number;
        private final int weight;
        private final V held;
        private long had;
        private boolean ready;

        private Account(UUID id, long number, int weight, V held) {
            this.id = id;
            this.number = number;
            this.weight = weight;
            this.held = held;
        }

        UUID id() {
            return id;
        }

        V held() {
            return held;
        }
    }

    private final Map<UUID, Account<V>> accounts = new HashMap<>();
    private final NavigableSet<Account<V>> ready = new TreeSet<>(Comparator.comparingLong((Account<V> account) -> account.had)
            .thenComparingLong(account -> account.number));
    /** What the last one taken had had: no one that comes now is counted less. */
    private long mark;
    private long numbers;

    Account<V> account(UUID id, int weight, Supplier<V> held) {
        Account<V> account = accounts.get(id);
        if (account == null) {
            account = new Account<>(id, numbers++, Math.max(1, weight), held.get());
            accounts.put(id, account);
        }
        return account;
    }

    Optional<Account<V>> known(UUID id) {
        return Optional.ofNullable(accounts.get(id));
    }

    /** It has something waiting now. */
    void ready(Account<V> account) {
        if (!account.ready) {
            account.had = Math.max(account.had, mark);
            account.ready = true;
            ready.add(account);
        }
    }

    /** It has nothing waiting any more. */
    void idle(Account<V> account) {
        if (account.ready) {
            ready.remove(account);
            account.ready = false;
        }
    }

    /** All that have something waiting, in turn. */
    Iterable<Account<V>> inTurn() {
        return ready;
    }

    /** It is its turn, and it gets so much. */
    void take(Account<V> account, long cost) {
        mark = Math.max(mark, account.had);
        charge(account, cost);
    }

    /** It gets so much without having waited. As long as nobody waits that is held against nobody. */
    void visit(Account<V> account, long cost) {
        account.had = account.ready ? account.had : Math.max(account.had, mark);
        if (ready.isEmpty()) {
            mark = account.had;
        }
        charge(account, cost);
    }

    /** It got so much more than was said. */
    void charge(Account<V> account, long cost) {
        if (account.ready) {
            ready.remove(account);
        }
        account.had += cost / account.weight;
        if (account.ready) {
            ready.add(account);
        }
    }

    boolean isEmpty() {
        return ready.isEmpty();
    }

    /** Forgets those who have nothing waiting and owe nothing to the others. */
    void tidy() {
        if (ready.isEmpty()) {
            accounts.clear();
        } else {
            accounts.values().removeIf(account -> !account.ready && account.had <= mark);
        }
    }
}
