package org.palisade.scanserver.door;

/** What a client of clamd is told of content that could not be scanned whole: its protocol has no word for it, and "OK" it must not be. */
enum Unscanned {
    /** {@code stream: … ERROR}. */
    ERROR,
    /** {@code stream: Heuristics.… FOUND}, as clamd itself says with {@code AlertExceedsMax} and {@code AlertEncrypted}. Also of content whose scan failed or took too long. */
    FOUND
}
