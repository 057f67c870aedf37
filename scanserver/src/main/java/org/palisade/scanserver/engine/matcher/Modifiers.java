package org.palisade.scanserver.engine.matcher;

/**
 * What follows {@code ::} in a subsignature.
 *
 * @param anyCase  letters of either case
 * @param fullWord no letter or digit before and behind
 * @param wide     characters of two bytes
 * @param ascii    characters of one byte, beside those of two
 */
record Modifiers(boolean anyCase, boolean fullWord, boolean wide, boolean ascii) {

    static final Modifiers NONE = new Modifiers(false, false, false, false);

    static Modifiers parse(String letters) throws SkippedException {
        if (!letters.matches("[ifwa]*")) {
            throw SkippedException.malformed();
        }
        return new Modifiers(letters.contains("i"), letters.contains("f"), letters.contains("w"), letters.contains("a"));
    }

    /** With any modifier ClamAV knows no negation. */
    boolean any() {
        return anyCase || fullWord || wide || ascii;
    }

    Modifiers narrow() {
        return new Modifiers(anyCase, fullWord, false, ascii);
    }

    /** A body between two places that are not alphanumeric. */
    static String fullWord(String body) {
        return "(W)" + body.replace('[', '{').replace(']', '}') + "(W)";
    }

    /** A body of characters of two bytes. */
    static String wide(String body) throws SkippedException {
        StringBuilder wide = new StringBuilder();
        for (int i = 0; i < body.length(); i++) {
            char c = body.charAt(i);
            if ("*|)!".indexOf(c) >= 0) {
                wide.append(c);
            } else if (c == '[' || c == '{') {
                int close = body.indexOf(c == '[' ? ']' : '}', i);
                if (close < 0) {
                    throw SkippedException.malformed();
                }
                wide.append('{').append(body, i + 1, close).append('}');
                i = close;
            } else if (c == '(') {
                wide.append(c);
                if (i + 1 < body.length() && "BLW".indexOf(body.charAt(i + 1)) >= 0) {
                    wide.append(body.charAt(++i));
                }
            } else if (i + 1 < body.length()) {
                wide.append(c).append(body.charAt(++i)).append("00");
            } else {
                throw SkippedException.malformed();
            }
        }
        return wide.toString();
    }
}
