package org.palisade.scanserver.engine.signatures;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.util.Optional;

/**
 * A signature of what a container says about a member ({@code .cdb}). Names in containers are hostile, so that the expression is matched in linear time.
 *
 * @param name          the threat's name
 * @param containerType ClamAV's name of the container's type, none for any
 * @param containerSize the container itself, bytes
 * @param fileName      found somewhere in the member's name
 * @param packed        size in the container, bytes
 * @param size          size unpacked, bytes
 * @param encrypted     whether it is encrypted, none for either
 * @param position      its number in the container, from 1
 */
record ContainerSignature(String name, Optional<String> containerType, Range containerSize, Pattern fileName, Range packed, Range size, Optional<Boolean> encrypted,
                          Range position) {

    /** From {@code lowest} to {@code highest}, both included. */
    record Range(long lowest, long highest) {

        /** A number that nobody knows: only {@link #ANY} has it. */
        static final long UNKNOWN = -1;
        static final Range ANY = new Range(UNKNOWN, Long.MAX_VALUE);

        /** {@code *}, a number, or {@code lowest-highest}. */
        static Range parse(Line line, int from, int to) throws SkippedException {
            if (line.is(from, to, '*')) {
                return ANY;
            }
            for (int i = from; i < to; i++) {
                if (line.bytes()[i] == '-') {
                    return new Range(line.number(from, i), line.number(i + 1, to));
                }
            }
            return new Range(line.number(from, to), line.number(from, to));
        }

        boolean has(long number) {
            return number >= lowest && number <= highest;
        }
    }

    /** What a container says about a member; {@code name} is the one it has in its own container. */
    record Entry(String containerType, long containerSize, String name, long packed, long size, boolean encrypted, int position) {
    }

    private static final int FIELDS = 10;
    private static final int LONGEST_EXPRESSION = 1000;
    private static final String ANY_TYPE = "CL_TYPE_ANY";

    /** Reads a line. */
    static ContainerSignature parse(Line line, Ignored ignored) throws SkippedException {
        int[] begins = new int[FIELDS + 3];
        int count = line.fields(begins);
        if (count < FIELDS || count > FIELDS + 2) {
            throw new SkippedException(Line.MALFORMED);
        }
        line.name(begins[0], begins[1] - 1);
        Line.level(count > FIELDS ? line.number(begins[FIELDS], begins[FIELDS + 1] - 1) : 0,
                count > FIELDS + 1 ? line.number(begins[FIELDS + 1], begins[FIELDS + 2] - 1) : Long.MAX_VALUE);
        ignored.check(line, begins[0], begins[1] - 1);
        String type = line.text(begins[1], begins[2] - 1);
        if (!type.matches("\\*|CL_TYPE_[A-Z0-9_]{1,40}")) {
            throw new SkippedException(Line.MALFORMED);
        }
        return new ContainerSignature(line.text(begins[0], begins[1] - 1),
                "*".equals(type) || ANY_TYPE.equals(type) ? Optional.empty() : Optional.of(type),
                Range.parse(line, begins[2], begins[3] - 1), expression(line.text(begins[3], begins[4] - 1)), Range.parse(line, begins[4], begins[5] - 1),
                Range.parse(line, begins[5], begins[6] - 1), flag(line.text(begins[6], begins[7] - 1)), Range.parse(line, begins[7], begins[8] - 1));
    }

    private static Pattern expression(String text) throws SkippedException {
        if (text.length() > LONGEST_EXPRESSION) {
            throw new SkippedException("regular expression");
        }
        try {
            return Pattern.compile("*".equals(text) ? "" : text);
        } catch (PatternSyntaxException e) {
            throw new SkippedException("regular expression");
        }
    }

    private static Optional<Boolean> flag(String text) throws SkippedException {
        return switch (text) {
            case "*" -> Optional.empty();
            case "0" -> Optional.of(false);
            case "1" -> Optional.of(true);
            default -> throw new SkippedException(Line.MALFORMED);
        };
    }

    boolean matches(Entry entry) {
        return (containerType.isEmpty() || containerType.get().equals(entry.containerType())) && containerSize.has(entry.containerSize()) && packed.has(entry.packed())
                && size.has(entry.size()) && (encrypted.isEmpty() || encrypted.get() == entry.encrypted()) && position.has(entry.position())
                && fileName.matcher(entry.name()).find();
    }
}
