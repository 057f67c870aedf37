package org.palisade.agent.intercept;

import java.util.Locale;

/** How the watched folders are protected. */
public enum Protection {
    /** A file is judged before its opening succeeds. */
    ON_ACCESS,
    /** A file is judged after it changed. */
    WATCHING,
    /** No folder is watched. */
    NONE;

    /** The word used in reports. */
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
