package org.palisade.scanserver.engine.container;

import java.io.IOException;
import java.io.InputStream;

/** The filters of PDF besides deflate. Each ends at its own end mark or where its input ends. */
final class PdfFilters {

    private PdfFilters() {
    }

    private static boolean space(int letter) {
        return letter == 0 || letter == 9 || letter == 10 || letter == 12 || letter == 13 || letter == 32;
    }

    /** Hexadecimal digits. */
    static final class Hex extends InputStream {

        private final InputStream in;
        private boolean ended;

        Hex(InputStream in) {
            this.in = in;
        }

        @Override
        public int read() throws IOException {
            int high = digit();
            if (high < 0) {
                return -1;
            }
            int low = digit();
            return high << 4 | Math.max(low, 0);
        }

        private int digit() throws IOException {
            while (!ended) {
                int letter = in.read();
                int digit = Character.digit(letter, 16);
                if (digit >= 0) {
                    return digit;
                }
                if (letter < 0 || letter == '>') {
                    ended = true;
                } else if (!space(letter)) {
                    throw new IOException("no hexadecimal digit");
                }
            }
            return -1;
        }
    }

    /** Five letters for four bytes. */
    static final class Ascii85 extends InputStream {

        private final InputStream in;
        private final int[] bytes = new int[4];
        private int at;
        private int filled;
        private boolean ended;

        Ascii85(InputStream in) {
            this.in = in;
        }

        @Override
        public int read() throws IOException {
            return at == filled && !refill() ? -1 : bytes[at++];
        }

        private boolean refill() throws IOException {
            long value = 0;
            int letters = 0;
            while (letters < 5 && !ended) {
                int letter = in.read();
                if (letter < 0 || letter == '~') {
                    ended = true;
                } else if (letter == 'z' && letters == 0) {
                    letters = 5;
                } else if (letter >= '!' && letter <= 'u') {
                    value = value * 85 + letter - '!';
                    letters++;
                } else if (!space(letter)) {
                    throw new IOException("a letter that stands for nothing");
                }
            }
            if (letters < 2) {
                return false;
            }
            for (int i = letters; i < 5; i++) {
                value = value * 85 + 84;
            }
            for (int i = 0; i < 4; i++) {
                bytes[i] = (int) (value >> 24 - 8 * i) & 0xff;
            }
            at = 0;
            filled = letters - 1;
            return true;
        }
    }

    /** Runs of one byte. */
    static final class RunLength extends InputStream {

        private final InputStream in;
        private int left;
        private int repeated = -1;

        RunLength(InputStream in) {
            this.in = in;
        }

        @Override
        public int read() throws IOException {
            if (left == 0) {
                int length = in.read();
                if (length < 0 || length == 128) {
                    return -1;
                }
                left = length < 128 ? length + 1 : 257 - length;
                repeated = length < 128 ? -1 : in.read();
            }
            left--;
            return repeated >= 0 ? repeated : in.read();
        }
    }

    /** LZW with codes of 9 to 12 bits, the highest bit first. */
    static final class Lzw extends InputStream {

        private static final int CLEAR = 256;
        private static final int END = 257;
        private static final int MOST = 4096;

        private final InputStream in;
        private final int ahead;
        private final int[] prefix = new int[MOST];
        private final byte[] last = new byte[MOST];
        private final byte[] stack = new byte[MOST + 1];
        private int next = END + 1;
        private int before = -1;
        private int depth;
        private int bits;
        private int held;
        private boolean ended;

        /** {@code late} if the codes become longer only when they must. */
        Lzw(InputStream in, boolean late) {
            this.in = in;
            this.ahead = late ? 0 : 1;
        }

        @Override
        public int read() throws IOException {
            while (depth == 0) {
                if (ended || !code()) {
                    return -1;
                }
            }
            return stack[--depth] & 0xff;
        }

        private boolean code() throws IOException {
            int reach = next + ahead;
            int width = reach >= 2048 ? 12 : reach >= 1024 ? 11 : reach >= 512 ? 10 : 9;
            while (bits < width) {
                int read = in.read();
                if (read < 0) {
                    return false;
                }
                held = held << 8 | read;
                bits += 8;
            }
            int code = held >> bits - width & (1 << width) - 1;
            bits -= width;
            held &= (1 << bits) - 1;
            if (code == END) {
                ended = true;
                return false;
            }
            if (code == CLEAR) {
                next = END + 1;
                before = -1;
                return true;
            }
            if (code > next || before < 0 && code > 255) {
                throw new IOException("a code that stands for nothing");
            }
            put(code);
            return true;
        }

        private void put(int code) {
            int from = code;
            boolean itself = code == next;
            if (itself) {
                depth++;
                from = before;
            }
            while (from > END) {
                stack[depth++] = last[from];
                from = prefix[from];
            }
            byte first = (byte) from;
            stack[depth++] = first;
            if (itself) {
                stack[0] = first;
            }
            if (before >= 0 && next < MOST) {
                prefix[next] = before;
                last[next] = first;
                next++;
            }
            before = code;
        }
    }
}
