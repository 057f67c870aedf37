package org.palisade.scanserver.cache;

/**
 * What beside the digest makes a content and its scan, in one word: size, scan profile, and in the lowest bit whether archives were opened.
 *
 * @param profile of the server, 0–127
 */
record Form(int profile) {

    /** Largest content kept, bytes. */
    static final long MOST_SIZE = (1L << 48) - 1;

    long of(long size, boolean archives) {
        return size << Byte.SIZE | (long) profile << 1 | (archives ? 1 : 0);
    }
}
