package org.palisade.scanserver.engine.container;

import java.io.IOException;
import org.palisade.protocol.scan.Reason;

/** Why a container, or a member of it, cannot be opened when it is not because of damage. */
final class UnopenedException extends IOException {

    private static final long serialVersionUID = 1L;

    private final Reason reason;

    UnopenedException(Reason reason, String message) {
        super(message);
        this.reason = reason;
    }

    Reason reason() {
        return reason;
    }
}
