package org.palisade.scanserver.engine;

/** Nobody waits for this scan any more: its deadline passed, or it was cancelled. Thrown by a {@link Checkpoint} through the engine; carries no stack. */
public final class ScanOverException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public ScanOverException() {
        super("the scan is over", null, false, false);
    }
}
