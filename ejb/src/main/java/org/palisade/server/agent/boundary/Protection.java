package org.palisade.server.agent.boundary;

import java.util.Locale;
import java.util.Optional;

/** How an agent protects its guest's files. */
public enum Protection {
    /** A file is scanned before it is opened. */
    ON_ACCESS,
    /** A file is scanned after it changed. */
    WATCHING,
    /** Not at all. */
    NONE;

    /** The word used on every wire: lower case, with hyphens. */
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    static Optional<Protection> of(String word) {
        for (Protection protection : values()) {
            if (protection.word().equals(word)) {
                return Optional.of(protection);
            }
        }
        return Optional.empty();
    }
}
