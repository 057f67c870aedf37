package org.palisade.scanserver.engine.signatures;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import org.palisade.scanserver.engine.signatures.Body.Part;
import org.palisade.scanserver.engine.signatures.Body.Variant;

/** Reads the hexadecimal body of one {@code .ndb} signature. */
final class BodyParser {

    /** Longest part; longer ones are cut in two with a gap of nothing between them. It bounds how much a scan keeps of the block before. */
    static final int LONGEST = 512;
    private static final int VARIANTS = 64;
    /** Fixed gaps up to this many bytes become wildcards inside a part. */
    private static final int WILDCARDS = 128;
    /** A gap between {@code n} and {@code m} is remembered as at most about {@code m/(m-n+1)} intervals; more than this is not accepted. */
    private static final long INTERVALS = 4096;

    private final String text;
    private final List<Part> parts = new ArrayList<>();
    private List<Pattern> patterns = List.of(new Pattern());
    private long least;
    private long largest;
    private int place;

    private BodyParser(String text) {
        this.text = text;
    }

    /** Bytes collected so far of one variant. */
    private static final class Pattern {
        private final ByteArrayOutputStream value = new ByteArrayOutputStream();
        private final ByteArrayOutputStream mask = new ByteArrayOutputStream();

        void add(int value, int mask) {
            this.value.write(value);
            this.mask.write(mask);
        }

        void append(Pattern more) {
            value.writeBytes(more.value.toByteArray());
            mask.writeBytes(more.mask.toByteArray());
        }

        Pattern and(Pattern more) {
            Pattern both = new Pattern();
            both.append(this);
            both.append(more);
            return both;
        }

        int length() {
            return value.size();
        }
    }

    /**
     * Reads a body.
     *
     * @throws Skipped if it uses what this engine does not have
     */
    static List<Part> parse(String text) throws Skipped {
        return new BodyParser(text.strip()).parts();
    }

    private List<Part> parts() throws Skipped {
        while (place < text.length()) {
            char c = text.charAt(place);
            if (c == '*') {
                place++;
                gap(0, Long.MAX_VALUE);
            } else if (c == '{') {
                gap(until('}'));
            } else if (c == '(') {
                alternatives(until(')'));
            } else if (c == '!') {
                throw new Skipped("negation");
            } else if (c == '[') {
                throw new Skipped("anchored byte");
            } else {
                roomFor(1);
                Pattern one = octet();
                patterns.forEach(pattern -> pattern.append(one));
            }
        }
        if (parts.isEmpty() || length() > 0) {
            endPart();
        } else if (least != 0 || largest != 0) {
            throw new Skipped("malformed");
        }
        return parts;
    }

    private int length() {
        return patterns.stream().mapToInt(Pattern::length).max().orElse(0);
    }

    private void roomFor(int bytes) throws Skipped {
        if (length() + bytes > LONGEST) {
            gap(0, 0);
        }
    }

    private String until(char end) throws Skipped {
        int close = text.indexOf(end, place);
        if (close < 0) {
            throw new Skipped("malformed");
        }
        String inside = text.substring(place + 1, close);
        place = close + 1;
        return inside;
    }

    private void gap(String bounds) throws Skipped {
        if (bounds.matches("\\d{1,9}")) {
            int fixed = Integer.parseInt(bounds);
            if (fixed <= WILDCARDS && length() > 0 && length() + fixed <= LONGEST) {
                Pattern wildcards = new Pattern();
                for (int i = 0; i < fixed; i++) {
                    wildcards.add(0, 0);
                }
                patterns.forEach(pattern -> pattern.append(wildcards));
            } else {
                gap(fixed, fixed);
            }
        } else if (bounds.matches("-\\d{1,9}")) {
            gap(0, Long.parseLong(bounds.substring(1)));
        } else if (bounds.matches("\\d{1,9}-")) {
            gap(Long.parseLong(bounds.substring(0, bounds.length() - 1)), Long.MAX_VALUE);
        } else if (bounds.matches("\\d{1,9}-\\d{1,9}")) {
            int dash = bounds.indexOf('-');
            gap(Long.parseLong(bounds.substring(0, dash)), Long.parseLong(bounds.substring(dash + 1)));
        } else {
            throw new Skipped("malformed");
        }
    }

    private void gap(long lowest, long highest) throws Skipped {
        if (lowest > highest) {
            throw new Skipped("malformed");
        }
        if (highest < Long.MAX_VALUE && highest / (highest - lowest + 1) > INTERVALS) {
            throw new Skipped("gap");
        }
        endPart();
        least = lowest;
        largest = highest;
    }

    private void endPart() throws Skipped {
        if (patterns.stream().anyMatch(pattern -> pattern.length() == 0)) {
            throw new Skipped("malformed");
        }
        List<Variant> variants = new ArrayList<>();
        for (Pattern pattern : patterns) {
            variants.add(new Variant(pattern.value.toByteArray(), pattern.mask.toByteArray()));
        }
        parts.add(new Part(List.copyOf(variants), least, largest));
        patterns = List.of(new Pattern());
        least = 0;
        largest = 0;
    }

    private void alternatives(String inside) throws Skipped {
        if (inside.matches("[BLW]")) {
            throw new Skipped("boundary");
        }
        if (inside.matches(".*[({*!\\[].*")) {
            throw new Skipped("nested alternative");
        }
        List<Pattern> choices = new ArrayList<>();
        for (String choice : inside.split("\\|", -1)) {
            BodyParser parser = new BodyParser(choice);
            Pattern pattern = new Pattern();
            while (parser.place < choice.length()) {
                pattern.append(parser.octet());
            }
            if (pattern.length() == 0 || pattern.length() > LONGEST) {
                throw new Skipped("malformed");
            }
            choices.add(pattern);
        }
        if (choices.size() > VARIANTS) {
            throw new Skipped("too many alternatives");
        }
        if (patterns.size() * choices.size() > VARIANTS) {
            gap(0, 0);
        }
        roomFor(choices.stream().mapToInt(Pattern::length).max().orElse(0));
        List<Pattern> all = new ArrayList<>();
        for (Pattern start : patterns) {
            choices.forEach(choice -> all.add(start.and(choice)));
        }
        patterns = all;
    }

    private Pattern octet() throws Skipped {
        if (place + 2 > text.length()) {
            throw new Skipped("malformed");
        }
        int high = digit(text.charAt(place));
        int low = digit(text.charAt(place + 1));
        place += 2;
        Pattern one = new Pattern();
        one.add((high < 0 ? 0 : high << 4) | Math.max(low, 0), (high < 0 ? 0 : 0xf0) | (low < 0 ? 0 : 0x0f));
        return one;
    }

    /** A digit's value, -1 for a wildcard. */
    private static int digit(char c) throws Skipped {
        if (c == '?') {
            return -1;
        }
        int value = Character.digit(c, 16);
        if (value < 0 || c > 'f') {
            throw new Skipped("malformed");
        }
        return value;
    }
}
