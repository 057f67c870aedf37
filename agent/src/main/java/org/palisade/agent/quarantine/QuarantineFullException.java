package org.palisade.agent.quarantine;

import java.io.IOException;

/** There is no room in quarantine. */
public final class QuarantineFullException extends IOException {

    private static final long serialVersionUID = 1L;

    QuarantineFullException() {
        super("the quarantine is full");
    }
}
