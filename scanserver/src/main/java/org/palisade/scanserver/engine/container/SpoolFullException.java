package org.palisade.scanserver.engine.container;

import java.io.IOException;

/** More was written to a spool than may be. */
public final class SpoolFullException extends IOException {

    private static final long serialVersionUID = 1L;

    private final boolean shared;

    SpoolFullException(String message, boolean shared) {
        super(message);
        this.shared = shared;
    }

    /** True if the space that all scans share is used up, so that the same may succeed later; false if this object is too large. */
    public boolean shared() {
        return shared;
    }
}
