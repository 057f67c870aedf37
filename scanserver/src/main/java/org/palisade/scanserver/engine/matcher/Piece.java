package org.palisade.scanserver.engine.matcher;

import java.util.List;

/**
 * What stands between two gaps of a body.
 *
 * @param value    by place: the byte, if there is one
 * @param mask     by place: bits of it that count
 * @param special  by place: number of a special, -1 for a byte; empty if it has none
 * @param specials by number
 * @param left     what must stand before its first byte
 * @param right    what must stand after its last
 * @param before   a single byte some way before
 * @param after    a single byte some way behind
 * @param wide     whether its characters have two bytes
 * @param gap      how far behind the end of the piece before it begins
 */
record Piece(byte[] value, byte[] mask, int[] special, List<Special> specials, Edge left, Edge right, Anchor before, Anchor after, boolean wide, Gap gap) {

    static final byte FIXED = (byte) 0xff;
    /** A letter of either case. */
    static final byte LETTER = (byte) 0xdf;

    /** Conditions at an end of a piece: {@code NONE}, {@code MUST} or {@code MUST_NOT}. */
    record Edge(Demand boundary, Demand line, Demand word) {
        static final Edge FREE = new Edge(Demand.NONE, Demand.NONE, Demand.NONE);

        Edge with(Special.Kind kind, boolean negative) {
            Demand demand = negative ? Demand.MUST_NOT : Demand.MUST;
            return switch (kind) {
                case BOUNDARY -> new Edge(demand, line, word);
                case LINE -> new Edge(boundary, demand, word);
                default -> new Edge(boundary, line, demand);
            };
        }
    }

    enum Demand {
        NONE, MUST, MUST_NOT;

        boolean meets(boolean stands) {
            return this == NONE || this == MUST == stands;
        }
    }

    /**
     * A byte at a distance.
     *
     * @param least   fewest bytes between
     * @param largest most bytes between; less than {@code least} if there is no such byte
     */
    record Anchor(int value, int mask, int least, int largest) {
        static final Anchor NONE = new Anchor(0, 0, 1, 0);

        boolean none() {
            return largest < least;
        }
    }

    /** Bytes between two pieces, {@link Long#MAX_VALUE} if any number will do. */
    record Gap(long least, long largest) {
        static final Gap ANY = new Gap(0, Long.MAX_VALUE);
    }

    int length() {
        return value.length;
    }

    /** Whether comparing its bytes is all there is to it. */
    boolean plain() {
        return special.length == 0 && left.equals(Edge.FREE) && right.equals(Edge.FREE) && before.none() && after.none();
    }

    boolean special(int place) {
        return special.length > 0 && special[place] >= 0;
    }

    /** Whether a place holds one byte or one letter. */
    boolean fixed(int place) {
        return !special(place) && (mask[place] == FIXED || mask[place] == LETTER && letter(value[place]));
    }

    private static boolean letter(byte octet) {
        return octet >= 'A' && octet <= 'Z';
    }

    /** Whether all bytes count whole. */
    boolean exact() {
        for (byte one : mask) {
            if (one != FIXED) {
                return false;
            }
        }
        return true;
    }

    /** Most bytes some places can take. */
    int longest(int from, int to) {
        int sum = 0;
        for (int i = from; i < to; i++) {
            sum += special(i) ? specials.get(special[i]).longest() : 1;
        }
        return sum;
    }

    /** Fewest bytes some places can take. */
    int shortest(int from, int to) {
        int sum = 0;
        for (int i = from; i < to; i++) {
            sum += special(i) ? specials.get(special[i]).shortest() : 1;
        }
        return sum;
    }

    /** Most bytes that have to be seen before its first byte. */
    int lookBehind() {
        return 2 + (before.none() ? 0 : before.largest() + 1);
    }

    /** Most bytes that have to be seen behind its last byte. */
    int lookAhead() {
        return 2 + (after.none() ? 0 : after.largest() + 1);
    }
}
