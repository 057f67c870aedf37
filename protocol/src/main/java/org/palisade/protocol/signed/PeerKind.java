package org.palisade.protocol.signed;

import java.util.Locale;

/** What a certificate of our authority may stand for. Each side of a channel checks the kind, so nobody but an SVM can pose as one. */
public enum PeerKind {
    /** The Integration Server itself. */
    SERVER,
    /** A Protection Server on an SVM. */
    SVM,
    /** A Light Agent. */
    AGENT,
    /** A console on the command line; reads, never writes. */
    CONSOLE;

    /** The word used on every wire: lower case. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * Reads the word used on every wire.
     *
     * @throws IllegalArgumentException if no kind has that word
     */
    public static PeerKind of(String word) {
        for (PeerKind kind : values()) {
            if (kind.word().equals(word)) {
                return kind;
            }
        }
        throw new IllegalArgumentException("no such kind of peer: expected server, svm, agent or console");
    }
}
