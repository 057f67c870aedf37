package org.palisade.scanserver.engine.signatures;

import java.util.List;

/**
 * A body signature.
 *
 * @param name   the threat
 * @param target which files it is for
 * @param offset where it may begin
 * @param parts  its parts, in order, at least one
 */
record Body(String name, Target target, Offset offset, List<Part> parts) {

    /**
     * What stands between two gaps. Alternatives are written out: a part is found when one of its variants is.
     *
     * @param variants   at least one
     * @param leastGap   fewest bytes between the part before and this one
     * @param largestGap most bytes between them, {@link Long#MAX_VALUE} if any number will do
     */
    record Part(List<Variant> variants, long leastGap, long largestGap) {
    }

    /**
     * Bytes to compare: {@code (content & mask) == value}.
     */
    record Variant(byte[] value, byte[] mask) {
        int length() {
            return value.length;
        }

        boolean at(byte[] content, int start) {
            for (int i = 0; i < value.length; i++) {
                if ((content[start + i] & mask[i]) != value[i]) {
                    return false;
                }
            }
            return true;
        }
    }
}
