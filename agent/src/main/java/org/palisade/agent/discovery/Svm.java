package org.palisade.agent.discovery;

import java.util.Comparator;
import java.util.Optional;
import java.util.UUID;
import org.palisade.protocol.http.SvmList;

/**
 * An SVM to connect to.
 *
 * @param id      who it must be
 * @param address host name or IP address
 * @param port    TCP port
 * @param load    mean load, 0–100 %
 * @param agents  agents connected when it last reported
 * @param traits  what else is known of it
 */
public record Svm(UUID id, String address, int port, double load, int agents, Traits traits) {

    /** The best first: fewest agents, then the lower load, then by id so that the order is the same every time. */
    public static final Comparator<Svm> BEST_FIRST = Comparator.comparingInt(Svm::agents).thenComparingDouble(Svm::load).thenComparing(Svm::id);

    public Svm {
        if (address.isBlank() || port < 1 || port > 65535) {
            throw new IllegalArgumentException("an SVM has an address and a port from 1 to 65535");
        }
    }

    /** An SVM of which nothing else is known. */
    public Svm(UUID id, String address, int port, double load, int agents) {
        this(id, address, port, load, agents, Traits.UNKNOWN);
    }

    /** From the Integration Server's list; empty if the entry cannot be used. */
    static Optional<Svm> of(SvmList.Entry entry) {
        try {
            return Optional.of(new Svm(UUID.fromString(entry.id()), entry.address(), entry.port(), entry.load(), entry.connectedAgents(),
                    Traits.of(entry)));
        } catch (IllegalArgumentException | NullPointerException e) {
            return Optional.empty();
        }
    }

    /**
     * Reads {@code host:port#id}.
     *
     * @throws IllegalArgumentException if the text is anything else
     */
    static Svm parse(String text) {
        int hash = text.indexOf('#');
        int colon = text.lastIndexOf(':', Math.max(hash, 0));
        if (hash < 0 || colon < 1) {
            throw new IllegalArgumentException("expected host:port#id");
        }
        return new Svm(UUID.fromString(text.substring(hash + 1)), text.substring(0, colon), Integer.parseInt(text.substring(colon + 1, hash)), 0, 0);
    }
}
