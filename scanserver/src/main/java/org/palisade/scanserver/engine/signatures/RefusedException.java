package org.palisade.scanserver.engine.signatures;

import java.io.IOException;

/** A database archive that is not what it must be; none of it is used. */
final class RefusedException extends IOException {

    private static final long serialVersionUID = 1L;

    RefusedException(String message) {
        super(message);
    }
}
