package org.palisade.scanserver.license;

import java.util.Locale;

/** What the licence allows, in one word. */
public enum LicenceState {
    /** Everything. */
    VALID(true, true),
    /** None was ever handed over, and the first 30 days are not over: everything. */
    PENDING(true, true),
    /** A commercial one has ended: scanning with the last databases, no updates. */
    EXPIRED(true, false),
    /** A trial has ended: nothing. */
    TRIAL_EXPIRED(false, false),
    /** Its first day is yet to come: nothing. */
    NOT_YET_VALID(false, false),
    /** It is on the deny list: nothing. */
    DENIED(false, false),
    /** None was ever handed over, and the first 30 days are over: nothing. */
    MISSING(false, false);

    private final boolean scans;
    private final boolean updates;

    LicenceState(boolean scans, boolean updates) {
        this.scans = scans;
        this.updates = updates;
    }

    /** Whether files are scanned. */
    public boolean scans() {
        return scans;
    }

    /** Whether updates come in. */
    public boolean updates() {
        return updates;
    }

    /** The word on every wire: lower case with hyphens. */
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
