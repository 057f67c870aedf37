package org.palisade.scanserver.engine.matcher;

import java.util.ArrayList;
import java.util.List;
import org.palisade.scanserver.engine.matcher.Piece.Gap;

/** Reads a hexadecimal body: cuts it into pieces at its gaps. */
final class BodyParser {

    /** Fixed gaps of fewer bytes than this become wildcards inside a piece, as in ClamAV. */
    private static final int WILDCARDS = 128;
    private static final int MOST_PIECES = 256;

    private final List<Piece> pieces = new ArrayList<>();
    private final StringBuilder text = new StringBuilder();
    private final Modifiers modifiers;
    private Gap gap = Gap.ANY;

    private BodyParser(Modifiers modifiers) {
        this.modifiers = modifiers;
    }

    /** Reads a body without modifiers. */
    static List<Piece> parse(String body) throws SkippedException {
        return parse(body, Modifiers.NONE);
    }

    /**
     * Reads a body whose modifiers that change its text have been applied.
     *
     * @throws SkippedException if ClamAV would refuse it too, or it is too long
     */
    static List<Piece> parse(String body, Modifiers modifiers) throws SkippedException {
        return new BodyParser(modifiers).pieces(body);
    }

    private List<Piece> pieces(String body) throws SkippedException {
        int nesting = 0;
        for (int i = 0; i < body.length(); i++) {
            char c = body.charAt(i);
            nesting += c == '(' ? 1 : c == ')' ? -1 : 0;
            if ((c == '*' || c == '{') && nesting != 0) {
                throw SkippedException.malformed();
            }
            if (c == '*') {
                end(Gap.ANY);
            } else if (c == '{') {
                int close = body.indexOf('}', i);
                if (close < 0) {
                    throw SkippedException.malformed();
                }
                gap(body.substring(i + 1, close));
                i = close;
            } else {
                text.append(c);
            }
        }
        end(Gap.ANY);
        return pieces;
    }

    private void gap(String bounds) throws SkippedException {
        if (!bounds.matches("\\d{1,9}|\\d{0,9}-\\d{0,9}") || "-".equals(bounds)) {
            throw SkippedException.malformed();
        }
        int dash = bounds.indexOf('-');
        if (dash < 0) {
            int fixed = Integer.parseInt(bounds);
            if (fixed > 0 && fixed < WILDCARDS) {
                text.append("??".repeat(fixed));
                return;
            }
            // ClamAV takes a largest distance of 0 for none.
            end(fixed == 0 ? Gap.ANY : new Gap(fixed, fixed));
            return;
        }
        long least = dash == 0 ? 0 : Long.parseLong(bounds.substring(0, dash));
        long largest = dash == bounds.length() - 1 ? 0 : Long.parseLong(bounds.substring(dash + 1));
        end(new Gap(least, largest == 0 ? Long.MAX_VALUE : largest));
    }

    private void end(Gap following) throws SkippedException {
        if (pieces.size() == MOST_PIECES) {
            throw new SkippedException("too many gaps");
        }
        pieces.add(new PieceParser(text.toString(), modifiers, gap).piece());
        text.setLength(0);
        gap = following;
    }
}
