package org.palisade.scanserver.update;

import java.io.IOException;

/** An update or a rollback is not done, and the message says why. */
public final class RefusedUpdateException extends IOException {

    private static final long serialVersionUID = 1L;

    RefusedUpdateException(String why) {
        super(why);
    }
}
