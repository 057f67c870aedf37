package org.palisade.scanserver.engine.matcher;

import org.palisade.scanserver.engine.matcher.Logical.Range;

/** ClamAV's functionality levels: a signature names those it is for. */
final class Levels {

    /** Level of the ClamAV whose signatures we read, 1.4.6; the parity test measures it. */
    static final int OURS = 216;
    static final String SKIPPED = "functionality level";

    private Levels() {
    }

    static void check(Range levels) throws SkippedException {
        if (!levels.has(OURS)) {
            throw new SkippedException(SKIPPED);
        }
    }

    /** Checks what stands behind the body of a body signature: nothing, the lowest level, or the lowest and the highest; ClamAV takes an empty number for 0. */
    static void check(String[] fields, int first) throws SkippedException {
        long lowest = fields.length > first ? number(fields[first]) : 0;
        check(new Range(lowest, fields.length > first + 1 ? number(fields[first + 1]) : Integer.MAX_VALUE));
    }

    private static long number(String text) throws SkippedException {
        if (!text.matches("\\d{0,9}")) {
            throw SkippedException.malformed();
        }
        return text.isEmpty() ? 0 : Long.parseLong(text);
    }
}
