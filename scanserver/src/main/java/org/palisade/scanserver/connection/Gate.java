package org.palisade.scanserver.connection;

import java.net.InetAddress;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.palisade.protocol.signed.PeerName;

/**
 * Who may come in: counts connections, newcomers (not welcomed yet) in all and by address, and the connections of each agent. A place is asked for before any work is
 * done for a connection. Thread-safe; nothing waits.
 */
final class Gate {

    private ConnectionConfig config;
    private final Map<InetAddress, Integer> newcomersOf = new HashMap<>();
    private final Map<PeerName, Integer> connectionsOf = new HashMap<>();
    private Predicate<PeerName> revoked = name -> false;
    private int connections;
    private int newcomers;

    Gate(ConnectionConfig config) {
        this.config = config;
    }

    /** From now on these limits hold; nobody who is in has to leave. */
    synchronized void use(ConnectionConfig limits) {
        config = limits;
    }

    /** A place for a connection from there; empty if it was given. */
    synchronized Optional<Refusal> enter(InetAddress address) {
        if (connections >= config.most()) {
            return Optional.of(Refusal.FULL);
        }
        if (newcomers >= config.newcomers()) {
            return Optional.of(Refusal.NEWCOMERS);
        }
        if (newcomersOf.getOrDefault(address, 0) >= config.perAddress()) {
            return Optional.of(Refusal.ADDRESS);
        }
        connections++;
        newcomers++;
        newcomersOf.merge(address, 1, Integer::sum);
        return Optional.empty();
    }

    /** Takes an agent in that has shown who it is; empty if it was. It is a newcomer still. */
    synchronized Optional<Refusal> admit(PeerName agent) {
        if (revoked.test(agent)) {
            return Optional.of(Refusal.REVOKED);
        }
        if (connectionsOf.getOrDefault(agent, 0) >= config.perAgent()) {
            return Optional.of(Refusal.AGENT);
        }
        connectionsOf.merge(agent, 1, Integer::sum);
        return Optional.empty();
    }

    /** It was welcomed. */
    synchronized void welcome(InetAddress address) {
        newcomers--;
        less(newcomersOf, address);
    }

    /** A connection that had a place is over. */
    synchronized void leave(InetAddress address, Optional<PeerName> admitted, boolean welcomed) {
        connections--;
        if (!welcomed) {
            welcome(address);
        }
        admitted.ifPresent(agent -> less(connectionsOf, agent));
        if (connections == 0) {
            notifyAll();
        }
    }

    /** From now on nobody whom this names is admitted. */
    synchronized void revoke(Predicate<PeerName> names) {
        revoked = names;
    }

    synchronized boolean revoked(PeerName agent) {
        return revoked.test(agent);
    }

    synchronized int connections() {
        return connections;
    }

    synchronized int welcomed() {
        return connections - newcomers;
    }

    synchronized int agents() {
        return connectionsOf.size();
    }

    /** Waits until no connection is left, at most so long. */
    synchronized void awaitEmpty(long millis) throws InterruptedException {
        long end = System.nanoTime() + millis * 1_000_000;
        for (long left = millis; connections > 0 && left > 0; left = (end - System.nanoTime()) / 1_000_000) {
            wait(left);
        }
    }

    private static <K> void less(Map<K, Integer> counts, K key) {
        counts.computeIfPresent(key, (same, count) -> count > 1 ? count - 1 : null);
    }
}
