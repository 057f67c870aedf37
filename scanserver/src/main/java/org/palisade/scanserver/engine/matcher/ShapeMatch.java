package org.palisade.scanserver.engine.matcher;

import org.palisade.scanserver.engine.matcher.Piece.Anchor;
import org.palisade.scanserver.engine.matcher.Piece.Edge;

/** Compares pieces that are more than bytes: from a gram on to the end, then back to the beginning, trying alternatives in their order. */
final class ShapeMatch {

    private static final int MOST_STEPS = 20_000;

    private byte[] block = new byte[0];
    private int filled;
    private long origin;
    private long start;
    private long end;
    private int gramPlace;
    private int gramAt;
    private int steps;

    void on(byte[] bytes, int count, long first) {
        block = bytes;
        filled = count;
        origin = first;
    }

    /** Whether a piece, of which one place is known to stand at a place of the block, stands around it. */
    boolean at(Piece piece, int place, int at) {
        gramPlace = place;
        gramAt = at;
        steps = 0;
        return forward(piece, place, at);
    }

    /** First byte of what was found last, in the object. */
    long start() {
        return start;
    }

    /** One behind its last. */
    long end() {
        return end;
    }

    private boolean forward(Piece piece, int fromPlace, int fromAt) {
        int at = fromAt;
        for (int i = fromPlace; i < piece.length(); i++) {
            if (++steps > MOST_STEPS) {
                return false;
            }
            if (!piece.special(i)) {
                if (at >= filled || (block[at] & piece.mask()[i]) != piece.value()[i]) {
                    return false;
                }
                at++;
                continue;
            }
            Special special = piece.specials().get(piece.special()[i]);
            for (int way = 0; way < special.ways(); way++) {
                int behind = at + special.length(way);
                if (behind <= filled && special.at(block, at, way) && forward(piece, i + 1, behind)) {
                    return true;
                }
            }
            return false;
        }
        if (!endsAt(piece, at) || !backward(piece, gramPlace - 1, gramAt)) {
            return false;
        }
        end = origin + at;
        return true;
    }

    /** {@code before} is one behind the last byte of the place. */
    private boolean backward(Piece piece, int fromPlace, int before) {
        int at = before;
        for (int i = fromPlace; i >= 0; i--) {
            if (++steps > MOST_STEPS) {
                return false;
            }
            if (!piece.special(i)) {
                if (--at < 0 || (block[at] & piece.mask()[i]) != piece.value()[i]) {
                    return false;
                }
                continue;
            }
            Special special = piece.specials().get(piece.special()[i]);
            for (int way = 0; way < special.ways(); way++) {
                int first = at - special.length(way);
                if (first >= 0 && special.at(block, first, way) && backward(piece, i - 1, first)) {
                    return true;
                }
            }
            return false;
        }
        if (!startsAt(piece, at)) {
            return false;
        }
        start = origin + at;
        return true;
    }

    private boolean startsAt(Piece piece, int at) {
        Edge edge = piece.left();
        boolean begins = origin + at == 0;
        int last = at > 0 ? block[at - 1] & 0xff : 0;
        if (!edge.boundary().meets(begins || at > 0 && Special.startsAfter(last)) || !edge.line().meets(begins || at > 0 && last == '\n')) {
            return false;
        }
        boolean alone = piece.wide() ? origin + at <= 1 || at > 1 && !(Special.alphanumeric(block[at - 2] & 0xff) && last == 0)
                : begins || at > 0 && !Special.alphanumeric(last);
        return edge.word().meets(alone) && before(piece.before(), at);
    }

    private boolean before(Anchor anchor, int at) {
        boolean met = anchor.none();
        for (int i = anchor.least(); i <= anchor.largest() && !met && at - 1 - i >= 0; i++) {
            met = (block[at - 1 - i] & anchor.mask()) == anchor.value();
        }
        return met;
    }

    private boolean endsAt(Piece piece, int at) {
        Edge edge = piece.right();
        boolean ends = at >= filled;
        int next = ends ? 0 : block[at] & 0xff;
        boolean line = ends || next == '\n' || next == '\r' && at + 1 < filled && block[at + 1] == '\n';
        if (!edge.boundary().meets(ends || Special.endsBefore(next)) || !edge.line().meets(line)) {
            return false;
        }
        boolean alone = ends || !Special.alphanumeric(next) || piece.wide() && at + 1 < filled && block[at + 1] != 0;
        return edge.word().meets(alone) && after(piece.after(), at);
    }

    private boolean after(Anchor anchor, int at) {
        boolean met = anchor.none();
        for (int i = anchor.least(); i <= anchor.largest() && !met && at + i < filled; i++) {
            met = (block[at + i] & anchor.mask()) == anchor.value();
        }
        return met;
    }
}
