package org.palisade.scanserver.engine.signatures;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/** Cuts a stream into lines with one buffer. A line longer than 1 MiB is passed over and counted. */
final class LineReader {

    /** Longest line, bytes. */
    static final int LONGEST = 1 << 20;

    private static final int FIRST = 1 << 16;

    private final InputStream in;
    private byte[] buffer = new byte[FIRST];
    private int begin;
    private int end;
    private boolean over;
    private int tooLong;

    LineReader(InputStream in) {
        this.in = in;
    }

    /** Points {@code line} at the next line; false at the end. */
    boolean next(Line line) throws IOException {
        int looked = begin;
        boolean passing = false;
        while (true) {
            for (int i = looked; i < end; i++) {
                if (buffer[i] == '\n') {
                    int from = begin;
                    begin = i + 1;
                    looked = begin;
                    if (passing) {
                        passing = false;
                        continue;
                    }
                    line.set(buffer, from, i);
                    return true;
                }
            }
            looked = end;
            if (over) {
                int from = begin;
                begin = end;
                line.set(buffer, from, end);
                return from < end && !passing;
            }
            if (passing || end - begin >= LONGEST) {
                tooLong += passing ? 0 : 1;
                passing = true;
                begin = end;
            }
            looked -= begin;
            fill();
        }
    }

    /** How many lines were passed over. */
    int tooLong() {
        return tooLong;
    }

    /** Moves what is left to the front and reads on. */
    private void fill() throws IOException {
        System.arraycopy(buffer, begin, buffer, 0, end - begin);
        end -= begin;
        begin = 0;
        if (end == buffer.length) {
            buffer = Arrays.copyOf(buffer, buffer.length * 2);
        }
        int read = in.read(buffer, end, buffer.length - end);
        if (read < 0) {
            over = true;
        } else {
            end += read;
        }
    }
}
