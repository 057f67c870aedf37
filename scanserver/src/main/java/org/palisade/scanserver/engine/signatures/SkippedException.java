package org.palisade.scanserver.engine.signatures;

/** A signature that this engine cannot use; the message is the kind it is counted under. */
final class SkippedException extends Exception {

    private static final long serialVersionUID = 1L;

    SkippedException(String kind) {
        super(kind, null, false, false);
    }
}
