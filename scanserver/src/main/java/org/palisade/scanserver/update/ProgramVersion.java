package org.palisade.scanserver.update;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Versions of the program, compared number by number. */
final class ProgramVersion {

    private static final Pattern NUMBERS = Pattern.compile("(\\d{1,6}(?:\\.\\d{1,6}){0,3})(?:[-+].*)?");

    private ProgramVersion() {
    }

    /**
     * Whether a program is new enough. One whose version is no number was built on somebody's desk and is.
     *
     * @param minimum numbers separated by dots
     */
    static boolean reaches(String program, String minimum) {
        Matcher numbers = NUMBERS.matcher(program);
        if (!numbers.matches()) {
            return true;
        }
        String[] has = numbers.group(1).split("\\.");
        String[] needs = minimum.split("\\.");
        for (int i = 0; i < Math.max(has.length, needs.length); i++) {
            int difference = Integer.compare(part(has, i), part(needs, i));
            if (difference != 0) {
                return difference > 0;
            }
        }
        return true;
    }

    private static int part(String[] parts, int i) {
        return i < parts.length ? Integer.parseInt(parts[i]) : 0;
    }
}
