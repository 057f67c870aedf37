package org.palisade.scanserver.engine.matcher;

import java.util.List;

/**
 * A place in a piece that is not simply one byte.
 *
 * @param kind     what may stand there
 * @param negative whether it is what must not stand there
 * @param choices  the alternatives, at least one, if it is of that kind; all of one length if negative
 */
record Special(Kind kind, boolean negative, List<Choice> choices) {

    enum Kind { CHOICE, BOUNDARY, LINE, WORD }

    /** Bytes to compare: {@code (content & mask) == value}. */
    record Choice(byte[] value, byte[] mask) {
        int length() {
            return value.length;
        }

        boolean at(byte[] content, int start) {
            for (int i = 0; i < value.length; i++) {
                if ((content[start + i] & mask[i]) != value[i]) {
                    return false;
                }
            }
            return true;
        }
    }

    int shortest() {
        return choices.stream().mapToInt(Choice::length).min().orElse(1);
    }

    int longest() {
        return choices.stream().mapToInt(Choice::length).max().orElse(kind == Kind.LINE ? 2 : 1);
    }

    /** How many ways there are to stand at a place. */
    int ways() {
        return negative ? 1 : kind == Kind.CHOICE ? choices.size() : kind == Kind.LINE ? 2 : 1;
    }

    /** Length of one way, bytes. */
    int length(int way) {
        if (kind == Kind.CHOICE) {
            return choices.get(way).length();
        }
        return kind == Kind.LINE && !negative ? way + 1 : 1;
    }

    /** Whether one way stands at a place; the caller has seen to it that its length fits. */
    boolean at(byte[] content, int start, int way) {
        if (kind == Kind.CHOICE) {
            return negative ? choices.stream().noneMatch(choice -> choice.at(content, start)) : choices.get(way).at(content, start);
        }
        int octet = content[start] & 0xff;
        return switch (kind) {
            case BOUNDARY -> (endsBefore(octet) || startsAfter(octet)) != negative;
            case WORD -> !alphanumeric(octet) != negative;
            default -> negative ? octet != '\n' : way == 0 ? octet == '\n' : octet == '\r' && content[start + 1] == '\n';
        };
    }

    /** Whether a word may begin after this byte. */
    static boolean startsAfter(int octet) {
        return octet == ' ' || octet == '-' || octet == '.' || octet == '/' || octet == '<' || octet == '@' || octet == '_';
    }

    /** Whether a word may end before this byte. */
    static boolean endsBefore(int octet) {
        return switch (octet) {
            case '\n', '\r', ' ', '"', '\'', '-', '/', '=', '>', '_' -> true;
            default -> false;
        };
    }

    static boolean alphanumeric(int octet) {
        return octet >= '0' && octet <= '9' || octet >= 'A' && octet <= 'Z' || octet >= 'a' && octet <= 'z';
    }
}
