package org.palisade.scanserver.engine.signatures;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/**
 * One line of a signature file, still as bytes: millions of them are read, and a string for each would cost more than all the rest of loading. Its fields are
 * separated by colons. The reader that gave it overwrites it with the next one.
 */
final class Line {

    /** What a line is counted under that breaks its format. */
    static final String MALFORMED = "malformed";
    /** What a line is counted under that asks for a newer or an older program. */
    static final String LEVEL = "functionality level";
    /** The functionality level of the ClamAV release whose formats are followed, 1.4.6. */
    static final int FUNCTIONALITY_LEVEL = 216;

    private static final int LONGEST_NAME = 200;

    private byte[] bytes = new byte[0];
    private int from;
    private int to;

    /** Points at a line, without its end and without white space around it. */
    void set(byte[] in, int begin, int end) {
        bytes = in;
        from = begin;
        to = end;
        while (from < to && space(bytes[to - 1])) {
            to--;
        }
        while (from < to && space(bytes[from])) {
            from++;
        }
    }

    private static boolean space(byte b) {
        return b == ' ' || b == '\t' || b == '\r' || b == 0x0b || b == 0x0c;
    }

    /** True if there is nothing to load: an empty line or a remark. */
    boolean empty() {
        return from == to || bytes[from] == '#';
    }

    byte[] bytes() {
        return bytes;
    }

    int from() {
        return from;
    }

    int to() {
        return to;
    }

    /** The whole line, one character a byte. */
    String text() {
        return text(from, to);
    }

    String text(int begin, int end) {
        return new String(bytes, begin, end - begin, StandardCharsets.ISO_8859_1);
    }

    /** Puts where each field begins into the array; a field ends one before the next begins. Gives their number, which may be larger than the array's length less one. */
    int fields(int[] begins) {
        int count = 0;
        begins[0] = from;
        for (int i = from; i <= to; i++) {
            if (i == to || bytes[i] == ':') {
                count++;
                if (count < begins.length) {
                    begins[count] = i + 1;
                }
            }
        }
        return count;
    }

    /** End of the first field, which is the name in most files. */
    int firstFieldEnd(char separator) {
        int end = from;
        while (end < to && bytes[end] != separator) {
            end++;
        }
        return end;
    }

    boolean is(int begin, int end, char character) {
        return end - begin == 1 && bytes[begin] == character;
    }

    /** A number of up to 15 digits. */
    long number(int begin, int end) throws SkippedException {
        if (begin == end || end - begin > 15) {
            throw new SkippedException(MALFORMED);
        }
        long number = 0;
        for (int i = begin; i < end; i++) {
            if (bytes[i] < '0' || bytes[i] > '9') {
                throw new SkippedException(MALFORMED);
            }
            number = number * 10 + bytes[i] - '0';
        }
        return number;
    }

    /** Turns hexadecimal digits into bytes. */
    void hex(int begin, int end, byte[] into) throws SkippedException {
        for (int i = begin; i + 1 < end; i += 2) {
            int value = Character.digit(bytes[i], 16) << 4 | Character.digit(bytes[i + 1], 16);
            if (value < 0) {
                throw new SkippedException(MALFORMED);
            }
            into[(i - begin) / 2] = (byte) value;
        }
    }

    /** Refuses what is no threat's name: printable ASCII, at most 200 characters, so that a batch of them fits a frame. */
    void name(int begin, int end) throws SkippedException {
        if (begin >= end || end - begin > LONGEST_NAME) {
            throw new SkippedException(MALFORMED);
        }
        for (int i = begin; i < end; i++) {
            if (bytes[i] < '!' || bytes[i] > '~') {
                throw new SkippedException(MALFORMED);
            }
        }
    }

    /** Refuses what asks for a newer ({@code lowest}) or an older ({@code highest}) program. */
    static void level(long lowest, long highest) throws SkippedException {
        if (FUNCTIONALITY_LEVEL < lowest || FUNCTIONALITY_LEVEL > highest) {
            throw new SkippedException(LEVEL);
        }
    }

    /** The MD5 by which a whitelist names this very line. */
    byte[] md5(MessageDigest md5) {
        md5.reset();
        md5.update(bytes, from, to - from);
        return md5.digest();
    }
}
