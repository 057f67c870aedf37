package org.palisade.web.faces.page;

import java.util.stream.Collectors;

/** Text of others with nothing hidden in it. Markup needs no care here: the page escapes it. */
final class VisibleText {

    private VisibleText() {
    }

    /** Shows control characters, direction marks and half characters by their number. */
    static String of(String text) {
        return text.codePoints().mapToObj(point -> hidden(point) ? "\\u{%04X}".formatted(point) : Character.toString(point)).collect(Collectors.joining());
    }

    private static boolean hidden(int point) {
        return switch (Character.getType(point)) {
            case Character.CONTROL, Character.FORMAT, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR, Character.SURROGATE,
                    Character.PRIVATE_USE, Character.UNASSIGNED -> true;
            default -> false;
        };
    }
}
