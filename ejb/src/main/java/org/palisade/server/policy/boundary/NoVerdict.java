package org.palisade.server.policy.boundary;

import java.util.Locale;

/** What happens to an opened file when no verdict comes. */
public enum NoVerdict {
    /** It is held at most 5 s, then let through and queued. */
    HOLD,
    /** It is let through at once and queued. */
    ALLOW,
    /** It is refused. */
    DENY;

    /** The word used on every wire: lower case. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
