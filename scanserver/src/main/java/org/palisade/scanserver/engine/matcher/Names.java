package org.palisade.scanserver.engine.matcher;

/** Names of threats as they stand in signatures. */
final class Names {

    private static final int LONGEST = 200;

    private Names() {
    }

    /** A name of printable ASCII, short enough that a batch of them fits a frame. */
    static String checked(String text) throws SkippedException {
        if (text.isEmpty() || text.length() > LONGEST || !text.chars().allMatch(c -> c > ' ' && c <= '~')) {
            throw SkippedException.malformed();
        }
        return text;
    }
}
