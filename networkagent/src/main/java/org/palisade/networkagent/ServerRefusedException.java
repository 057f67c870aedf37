package org.palisade.networkagent;

import java.io.IOException;

/** The Integration Server answered, and the answer was no. Callers branch on {@link #slug()}. */
public class ServerRefusedException extends IOException {

    private static final long serialVersionUID = 1L;

    private final int status;
    private final String slug;

    ServerRefusedException(int status, String slug, String detail) {
        super("the Integration Server refused: " + slug + " (" + status + ")" + (detail.isEmpty() ? "" : ": " + detail));
        this.status = status;
        this.slug = slug;
    }

    /** The HTTP status. */
    public int status() {
        return status;
    }

    /** The problem's slug, for example {@code token-refused}; {@code http-<status>} if the answer named none. */
    public String slug() {
        return slug;
    }
}
