package org.palisade.scanserver.engine;

import java.io.IOException;

/** The engine cannot be reached now; trying again later may help. */
public final class EngineUnavailableException extends IOException {

    private static final long serialVersionUID = 1L;

    public EngineUnavailableException(String message) {
        super(message);
    }

    public EngineUnavailableException(String message, Throwable cause) {
        super(message, cause);
    }
}
