package org.palisade.server.platform.boundary;

import java.util.Locale;
import java.util.Optional;

/** How bad an event is. */
public enum Severity {
    /** Protection is broken or a machine is infected. */
    CRITICAL,
    /** Something failed. */
    ERROR,
    /** Something needs a look. */
    WARNING,
    /** Something happened. */
    INFORMATION;

    /** The word used on every wire: lower case. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Reads the word used on every wire; empty if there is no such severity. */
    public static Optional<Severity> of(String word) {
        for (Severity severity : values()) {
            if (severity.word().equals(word)) {
                return Optional.of(severity);
            }
        }
        return Optional.empty();
    }
}
