package org.palisade.protocol.signed;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.Locale;
import java.util.UUID;

/** The lines of a statement, taken one after the other: {@code <key> <value>}. A value has one spelling only, so that a statement has one text only. */
final class Lines {

    private static final Instant EARLIEST = Instant.parse("2000-01-01T00:00:00Z");
    private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59Z");

    private final String[] lines;
    private int next;

    Lines(String body, String title) throws MalformedStatementException {
        lines = body.split("\n", -1);
        if (!lines[0].equals(title)) {
            throw new MalformedStatementException("the statement is no " + title);
        }
        next = 1;
    }

    boolean more() {
        // The last line feed leaves an empty piece behind it.
        return next < lines.length - 1;
    }

    String text(String key) throws MalformedStatementException {
        if (!more() || !lines[next].startsWith(key + ' ')) {
            throw new MalformedStatementException("line " + (next + 1) + " of the statement is not its " + key);
        }
        String value = lines[next].substring(key.length() + 1);
        next++;
        return value;
    }

    long number(String key, long lowest) throws MalformedStatementException {
        return number(text(key), key, lowest);
    }

    Instant instant(String key) throws MalformedStatementException {
        return instant(text(key), key);
    }

    UUID id(String key) throws MalformedStatementException {
        String value = text(key);
        try {
            UUID id = UUID.fromString(value);
            if (id.toString().equals(value)) {
                return id;
            }
        } catch (IllegalArgumentException e) {
            throw malformed(key);
        }
        throw malformed(key);
    }

    <E extends Enum<E>> E word(String key, Class<E> type) throws MalformedStatementException {
        return word(text(key), key, type);
    }

    void end() throws MalformedStatementException {
        if (more()) {
            throw new MalformedStatementException("line " + (next + 1) + " of the statement is one too many");
        }
    }

    static <E extends Enum<E>> E word(String value, String key, Class<E> type) throws MalformedStatementException {
        for (E constant : type.getEnumConstants()) {
            if (word(constant).equals(value)) {
                return constant;
            }
        }
        throw malformed(key);
    }

    static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    static long number(String value, String key, long lowest) throws MalformedStatementException {
        try {
            long number = Long.parseLong(value);
            if (number >= lowest && Long.toString(number).equals(value)) {
                return number;
            }
        } catch (NumberFormatException e) {
            throw malformed(key);
        }
        throw malformed(key);
    }

    static Instant instant(String value, String key) throws MalformedStatementException {
        try {
            Instant instant = Instant.parse(value);
            if (instant.toString().equals(value) && !instant.isBefore(EARLIEST) && !instant.isAfter(LATEST)) {
                return instant;
            }
        } catch (DateTimeException e) {
            throw malformed(key);
        }
        throw malformed(key);
    }

    static MalformedStatementException malformed(String key) {
        return new MalformedStatementException("the statement's " + key + " has no form");
    }
}
