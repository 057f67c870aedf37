package org.palisade.scanserver.engine.matcher;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.palisade.scanserver.engine.matcher.Piece.Anchor;
import org.palisade.scanserver.engine.matcher.Piece.Edge;
import org.palisade.scanserver.engine.matcher.Piece.Gap;
import org.palisade.scanserver.engine.matcher.Special.Choice;
import org.palisade.scanserver.engine.matcher.Special.Kind;

/** Reads the text of one piece. */
final class PieceParser {

    private static final Pattern ANCHOR = Pattern.compile("\\[(\\d{1,4})(?:-(\\d{1,4}))?\\]");
    /** Largest distance of a single byte, as in ClamAV. */
    private static final int FARTHEST = 32;
    private static final int LONGEST = 16 << 10;
    private static final int MOST_SPECIALS = 256;
    private static final int MOST_CHOICES = 4096;

    private final Modifiers modifiers;
    private final Gap gap;
    private String text;
    private int place;
    private final ByteArrayOutputStream value = new ByteArrayOutputStream();
    private final ByteArrayOutputStream mask = new ByteArrayOutputStream();
    private final List<Integer> numbers = new ArrayList<>();
    private final List<Special> specials = new ArrayList<>();
    private Edge left = Edge.FREE;
    private Edge right = Edge.FREE;
    private Anchor before = Anchor.NONE;
    private Anchor after = Anchor.NONE;

    PieceParser(String text, Modifiers modifiers, Gap gap) {
        this.text = text;
        this.modifiers = modifiers;
        this.gap = gap;
    }

    Piece piece() throws SkippedException {
        anchors();
        while (place < text.length()) {
            char c = text.charAt(place);
            if (c == '(' || c == '!') {
                special();
            } else {
                octet(text, place, modifiers.anyCase(), value, mask);
                numbers.add(-1);
                place += 2;
            }
        }
        int[] special = specials.isEmpty() ? new int[0] : numbers.stream().mapToInt(Integer::intValue).toArray();
        Piece piece = new Piece(value.toByteArray(), mask.toByteArray(), special, List.copyOf(specials), left, right, before, after, modifiers.wide(), gap);
        if (piece.longest(0, piece.length()) > LONGEST) {
            throw new SkippedException("too long");
        }
        for (int i = 1; i < piece.length(); i++) {
            if (piece.fixed(i - 1) && piece.fixed(i)) {
                return piece;
            }
        }
        throw SkippedException.malformed();
    }

    private void anchors() throws SkippedException {
        for (int i = 0; i < 2 && text.indexOf('[') >= 0; i++) {
            int open = text.indexOf('[');
            int close = text.indexOf(']', open);
            Matcher bounds = ANCHOR.matcher(close < 0 ? "" : text.substring(open, close + 1));
            if (!bounds.matches()) {
                throw SkippedException.malformed();
            }
            int least = Integer.parseInt(bounds.group(1));
            int largest = bounds.group(2) == null ? least : Integer.parseInt(bounds.group(2));
            if (least > largest || largest > FARTHEST) {
                throw SkippedException.malformed();
            }
            String rest = text.substring(close + 1);
            if (open == 2 && i == 0) {
                before = anchor(text.substring(0, 2), least, largest);
                text = rest;
            } else if (rest.length() == 2) {
                after = anchor(rest, least, largest);
                text = text.substring(0, open);
            } else {
                throw SkippedException.malformed();
            }
        }
    }

    private Anchor anchor(String octet, int least, int largest) throws SkippedException {
        ByteArrayOutputStream one = new ByteArrayOutputStream();
        ByteArrayOutputStream its = new ByteArrayOutputStream();
        octet(octet, 0, modifiers.anyCase(), one, its);
        return new Anchor(one.toByteArray()[0] & 0xff, its.toByteArray()[0] & 0xff, least, largest);
    }

    private void special() throws SkippedException {
        boolean negative = text.charAt(place) == '!';
        int open = negative ? place + 1 : place;
        int close = open < text.length() && text.charAt(open) == '(' ? end(text, open) : -1;
        if (close < 0) {
            throw SkippedException.malformed();
        }
        String inside = text.substring(open + 1, close);
        place = close + 1;
        if (inside.matches("[BLW]")) {
            Kind kind = inside.equals("B") ? Kind.BOUNDARY : inside.equals("L") ? Kind.LINE : Kind.WORD;
            if (place == text.length()) {
                right = right.with(kind, negative);
            } else if (open == 0) {
                left = left.with(kind, false);
            } else {
                add(new Special(kind, negative, List.of()));
            }
            return;
        }
        List<Choice> choices = choices(inside);
        if (negative && (modifiers.any() || inside.indexOf('?') >= 0 || inside.indexOf('(') >= 0
                || choices.stream().anyMatch(choice -> choice.length() != choices.get(0).length()))) {
            throw SkippedException.malformed();
        }
        add(new Special(Kind.CHOICE, negative, choices));
    }

    private void add(Special special) throws SkippedException {
        if (specials.size() == MOST_SPECIALS) {
            throw new SkippedException("too many alternatives");
        }
        numbers.add(specials.size());
        specials.add(special);
        value.write(0);
        mask.write(0);
    }

    private List<Choice> choices(String inside) throws SkippedException {
        List<Choice> choices = new ArrayList<>();
        for (String one : expand(inside)) {
            ByteArrayOutputStream its = new ByteArrayOutputStream();
            ByteArrayOutputStream masks = new ByteArrayOutputStream();
            for (int i = 0; i < one.length(); i += 2) {
                octet(one, i, modifiers.anyCase(), its, masks);
            }
            if (one.isEmpty()) {
                throw SkippedException.malformed();
            }
            choices.add(new Choice(its.toByteArray(), masks.toByteArray()));
        }
        return choices;
    }

    /** All texts that alternatives, which may themselves hold alternatives, stand for. */
    private static List<String> expand(String inside) throws SkippedException {
        List<String> all = new ArrayList<>();
        List<String> current = List.of("");
        for (int i = 0; i < inside.length(); i++) {
            char c = inside.charAt(i);
            List<String> more = List.of(String.valueOf(c));
            if (c == '|') {
                all.addAll(current);
                current = List.of("");
                continue;
            }
            if (c == '(') {
                int close = end(inside, i);
                if (close < 0) {
                    throw SkippedException.malformed();
                }
                more = expand(inside.substring(i + 1, close));
                i = close;
            }
            if (all.size() + (long) current.size() * more.size() > MOST_CHOICES) {
                throw new SkippedException("too many alternatives");
            }
            List<String> longer = new ArrayList<>();
            for (String start : current) {
                for (String rest : more) {
                    longer.add(start + rest);
                }
            }
            current = longer;
        }
        all.addAll(current);
        return all;
    }

    /** Where a parenthesis is closed, -1 if it is not. */
    private static int end(String text, int open) {
        int nesting = 0;
        for (int i = open; i < text.length(); i++) {
            nesting += text.charAt(i) == '(' ? 1 : text.charAt(i) == ')' ? -1 : 0;
            if (nesting == 0) {
                return i;
            }
        }
        return -1;
    }

    private static void octet(String text, int place, boolean anyCase, ByteArrayOutputStream value, ByteArrayOutputStream mask) throws SkippedException {
        if (place + 2 > text.length()) {
            throw SkippedException.malformed();
        }
        int high = digit(text.charAt(place));
        int low = digit(text.charAt(place + 1));
        int bits = (high < 0 ? 0 : 0xf0) | (low < 0 ? 0 : 0x0f);
        int octet = Math.max(high, 0) << 4 | Math.max(low, 0);
        boolean letter = anyCase && bits == 0xff && (octet >= 'A' && octet <= 'Z' || octet >= 'a' && octet <= 'z');
        value.write(letter ? octet & 0xdf : octet);
        mask.write(letter ? 0xdf : bits);
    }

    private static int digit(char c) throws SkippedException {
        if (c == '?') {
            return -1;
        }
        int value = c < 128 ? Character.digit(c, 16) : -1;
        if (value < 0) {
            throw SkippedException.malformed();
        }
        return value;
    }
}
