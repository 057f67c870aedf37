package org.palisade.scanserver.engine.signatures;

/** A signature that this engine cannot use; the message is the kind it is counted under. */
final class Skipped extends Exception {

    private static final long serialVersionUID = 1L;

    Skipped(String kind) {
        super(kind, null, false, false);
    }
}
