package org.palisade.scanserver.engine.clamd;

import java.util.Locale;

/** What to make of a clean answer on a container by a daemon that says OK of what lies beyond its limits. */
public enum SilentLimits {
    /** Nobody knows whether all of it was looked at. */
    NOT_FULLY_SCANNED,
    /** It is taken for clean. */
    TRUST;

    static SilentLimits of(String word) {
        return valueOf(word.toUpperCase(Locale.ROOT).replace('-', '_'));
    }
}
