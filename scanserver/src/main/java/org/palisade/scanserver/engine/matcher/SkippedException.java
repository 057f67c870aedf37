package org.palisade.scanserver.engine.matcher;

/** A signature that cannot be used; the message is the kind it is counted under, for example {@code pcre} or {@code malformed}. */
public final class SkippedException extends Exception {

    private static final long serialVersionUID = 1L;
    static final String MALFORMED = "malformed";

    public SkippedException(String kind) {
        super(kind, null, false, false);
    }

    /** What ClamAV would refuse as well. */
    static SkippedException malformed() {
        return new SkippedException(MALFORMED);
    }
}
