package org.palisade.server.policy.boundary;

import java.util.Locale;

/** What happens to an infected file. */
public enum InfectedAction {
    /** It is taken away, encrypted, restorable. */
    QUARANTINE,
    /** It stays and cannot be opened. */
    BLOCK,
    /** Only an event. */
    NOTIFY;

    /** The word used on every wire: lower case. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
