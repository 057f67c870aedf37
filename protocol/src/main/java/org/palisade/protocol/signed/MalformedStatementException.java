package org.palisade.protocol.signed;

import java.io.IOException;

/** What was handed over is no statement of the documented form, or nobody whom we trust signed it. The message repeats nothing of it. */
public final class MalformedStatementException extends IOException {

    private static final long serialVersionUID = 1L;

    /** Says what is wrong. */
    public MalformedStatementException(String message) {
        super(message);
    }
}
