package org.palisade.scanserver.engine.matcher;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a body may begin: {@code *}, {@code n}, {@code EOF-n}, {@code EP+n}, {@code EP-n}, {@code Sn+x}, {@code SEn}, {@code SL+x}, all but the first
 * optionally followed by {@code ,shift}.
 *
 * @param from    what it is counted from
 * @param section number of the section, from 0, where one is named
 * @param value   bytes to add to it
 * @param shift   how many bytes later it may begin as well
 */
record Offset(From from, int section, long value, long shift) {

    enum From { ANYWHERE, START, END, ENTRY, SECTION, LAST_SECTION, INSIDE_SECTION }

    /** Places a body may begin at, both ends included; none if {@code lowest > highest}. */
    record Places(long lowest, long highest) {
        static final Places ALL = new Places(0, Long.MAX_VALUE);
        static final Places NONE = new Places(1, 0);
    }

    static final Offset ANY = new Offset(From.ANYWHERE, 0, 0, 0);
    private static final Pattern FORM = Pattern.compile("(?:(EOF-|EP[+-]|SL\\+|SE|S(\\d{1,9})\\+)?(\\d{1,10}))(?:,(\\d{1,10}))?");

    /**
     * Reads an offset of a signature for a kind of object.
     *
     * @throws SkippedException if it is malformed, or one that needs an executable for another kind, or counted from version information or a macro
     */
    static Offset parse(String text, Target target) throws SkippedException {
        if ("*".equals(text)) {
            return ANY;
        }
        if (text.startsWith("VI")) {
            throw new SkippedException("offset VI");
        }
        if (text.startsWith("$")) {
            throw new SkippedException("macro");
        }
        Matcher parts = FORM.matcher(text);
        if (!parts.matches()) {
            throw SkippedException.malformed();
        }
        String base = parts.group(1) == null ? "" : parts.group(1);
        long value = Long.parseLong(parts.group(3));
        long shift = parts.group(4) == null ? 0 : Long.parseLong(parts.group(4));
        if (!base.isEmpty() && !base.startsWith("EOF") && !target.executable()) {
            throw SkippedException.malformed();
        }
        return switch (base) {
            case "" -> new Offset(From.START, 0, value, shift);
            case "EOF-" -> new Offset(From.END, 0, -value, shift);
            case "EP+" -> new Offset(From.ENTRY, 0, value, shift);
            case "EP-" -> new Offset(From.ENTRY, 0, -value, shift);
            case "SL+" -> new Offset(From.LAST_SECTION, 0, value, shift);
            case "SE" -> new Offset(From.INSIDE_SECTION, (int) Math.min(value, Integer.MAX_VALUE), 0, shift);
            default -> new Offset(From.SECTION, Integer.parseInt(parts.group(2)), value, shift);
        };
    }

    /** Where in this very object a body may begin. */
    Places in(FileFacts facts, long size) {
        if (from == From.ANYWHERE) {
            return Places.ALL;
        }
        if (from == From.START) {
            return from(value);
        }
        if (facts.broken()) {
            return Places.NONE;
        }
        if (from == From.END) {
            return from(size + value);
        }
        return facts.executable().map(this::in).orElse(Places.NONE);
    }

    private Places in(Executable executable) {
        if (from == From.ENTRY) {
            return executable.entryPoint() < 0 ? Places.NONE : from(executable.entryPoint() + value);
        }
        List<Executable.Section> sections = executable.sections();
        int number = from == From.LAST_SECTION ? sections.size() - 1 : section;
        if (number < 0 || number >= sections.size()) {
            return Places.NONE;
        }
        Executable.Section found = sections.get(number);
        return from == From.INSIDE_SECTION ? new Places(found.offset(), found.offset() + found.size() + shift) : from(found.offset() + value);
    }

    private Places from(long lowest) {
        return lowest < 0 ? Places.NONE : new Places(lowest, lowest + shift);
    }
}
