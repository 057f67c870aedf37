package org.palisade.scanserver.engine.container;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** Finds bytes in a content, a block at a time. */
final class Search {

    private static final int BLOCK = 32 << 10;

    private final Content content;
    private final byte[] block;
    private long start = -1;
    private int length;

    Search(Content content) {
        this.content = content;
        this.block = new byte[(int) Math.min(BLOCK, Math.max(content.size(), 1))];
    }

    /** Where the mark, each character one byte, begins at or after {@code from} and before {@code end}; -1 if nowhere. */
    long find(String mark, long from, long end) throws IOException {
        return find(mark.getBytes(StandardCharsets.ISO_8859_1), from, end, false);
    }

    /** The same without regard to the case of letters; the mark is lower case. */
    long findText(String mark, long from, long end) throws IOException {
        return find(mark.getBytes(StandardCharsets.ISO_8859_1), from, end, true);
    }

    /** The byte there, -1 at or behind the end. */
    int at(long position) throws IOException {
        if (position < 0) {
            return -1;
        }
        if (start < 0 || position < start || position >= start + length) {
            length = content.fill(position, block);
            start = position;
            if (length == 0) {
                start = -1;
                return -1;
            }
        }
        return block[(int) (position - start)] & 0xff;
    }

    /**
     * The first place at or after {@code from} whose byte and the one behind it have a bit in common; {@code end} if there is none before that.
     *
     * @param firsts  for each byte a bit for each kind of pair that begins with it
     * @param seconds for each byte a bit for each kind of pair that ends with it
     */
    long next(short[] firsts, short[] seconds, long from, long end) throws IOException {
        long position = from;
        while (position < end && at(position) >= 0) {
            int inside = (int) (position - start);
            int stop = (int) Math.min(length - 1, end - start);
            while (inside < stop && (firsts[block[inside] & 0xff] & seconds[block[inside + 1] & 0xff]) == 0) {
                inside++;
            }
            position = start + inside;
            if (inside < stop || position < end && (firsts[at(position)] & second(seconds, position)) != 0) {
                return position;
            }
            position++;
        }
        return end;
    }

    /** Of a byte that may lie in the next block, and leaves this one where it is. */
    private int second(short[] seconds, long position) throws IOException {
        byte[] one = new byte[1];
        return content.fill(position + 1, one) == 0 ? 0 : seconds[one[0] & 0xff];
    }

    private long find(byte[] mark, long from, long end, boolean text) throws IOException {
        long last = Math.min(end, content.size() - mark.length + 1);
        byte small = mark[0];
        byte capital = text && small >= 'a' && small <= 'z' ? (byte) (small - 32) : small;
        long position = Math.max(from, 0);
        while (position < last && at(position) >= 0) {
            int inside = (int) (position - start);
            int stop = (int) Math.min(length, last - start);
            // Nearly all the time goes by here: no calls and nothing but the array.
            while (inside < stop && block[inside] != small && block[inside] != capital) {
                inside++;
            }
            position = start + inside;
            if (inside < stop) {
                if (same(mark, position, text)) {
                    return position;
                }
                position++;
            }
        }
        return -1;
    }

    private boolean same(byte[] mark, long position, boolean text) throws IOException {
        int inside = (int) (position - start);
        for (int i = 1; i < mark.length; i++) {
            int found;
            if (inside + i < length) {
                found = block[inside + i] & 0xff;
            } else {
                byte[] one = new byte[1];
                found = content.fill(position + i, one) == 1 ? one[0] & 0xff : -1;
            }
            if (lower(found, text) != (mark[i] & 0xff)) {
                return false;
            }
        }
        return true;
    }

    private static int lower(int letter, boolean text) {
        return text && letter >= 'A' && letter <= 'Z' ? letter + 32 : letter;
    }
}
