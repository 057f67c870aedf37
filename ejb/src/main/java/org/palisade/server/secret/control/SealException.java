package org.palisade.server.secret.control;

/** Something sealed cannot be opened: it was changed, moved to another place, or belongs to another key. */
public final class SealException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    SealException(String message) {
        super(message);
    }

    SealException(String message, Throwable cause) {
        super(message, cause);
    }
}
