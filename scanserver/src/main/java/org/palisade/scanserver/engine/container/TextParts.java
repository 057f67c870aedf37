package org.palisade.scanserver.engine.container;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/** Finds files that are written into a text in letters: uuencoded, Base64 by uuencode, BinHex. Wherever in the text they begin. */
final class TextParts {

    private static final String BINHEX = "(This file must be converted with BinHex";
    private static final String BINHEX_LETTERS = "!\"#$%&'()*+,-012345689@ABCDEFGHIJKLMNPQRSTUVXYZ[`abcdefhijklmpqr";
    private static final int MOST_NAME = 256;

    private TextParts() {
    }

    static void open(Content content, Place place) throws IOException {
        Search search = new Search(content);
        for (long at = search.find("begin", 0, content.size()); at >= 0; at = search.find("begin", at + 5, content.size())) {
            int before = search.at(at - 1);
            if (before >= 0 && before != '\n' && before != '\r') {
                continue;
            }
            long end = search.find("\n", at, Math.min(content.size(), at + MOST_NAME));
            if (end < 0) {
                continue;
            }
            String line = new String(content.bytes(at, (int) (end - at)), StandardCharsets.ISO_8859_1).strip();
            if (line.matches("begin [0-7]{3,4}( .*)?")) {
                place.member(line.substring(Math.min(line.length(), 10)).strip(), new Uuencoded(content.stream(end + 1)));
            } else if (line.matches("begin-base64 [0-7]{3,4}( .*)?")) {
                place.member(line.substring(Math.min(line.length(), 17)).strip(), new Base64(content.stream(end + 1)));
            }
        }
        for (long at = search.find(BINHEX, 0, content.size()); at >= 0; at = search.find(BINHEX, at + 1, content.size())) {
            long line = search.find("\n", at, at + MOST_NAME);
            long start = line < 0 ? -1 : search.find(":", line, line + MOST_NAME);
            if (start >= 0) {
                binhex(new BinHex(content.stream(start + 1)), place);
            }
        }
    }

    private static void binhex(InputStream in, Place place) {
        try {
            StringBuilder name = new StringBuilder();
            for (int i = byteOf(in); i > 0; i--) {
                name.append((char) byteOf(in));
            }
            for (int i = 0; i < 11; i++) {
                byteOf(in);
            }
            long data = number(in);
            long resource = number(in);
            number(in, 2);
            fork(name.toString(), in, data, place);
            number(in, 2);
            fork(name + ".resource", in, resource, place);
        } catch (IOException | RuntimeException e) {
            place.failed(e);
        }
    }

    private static void fork(String name, InputStream in, long length, Place place) {
        if (length > 0) {
            place.member(name, new Limited(in, length));
        }
    }

    private static long number(InputStream in) throws IOException {
        return number(in, 4);
    }

    private static long number(InputStream in, int bytes) throws IOException {
        long value = 0;
        for (int i = 0; i < bytes; i++) {
            value = value << 8 | byteOf(in);
        }
        return value;
    }

    private static int byteOf(InputStream in) throws IOException {
        int value = in.read();
        if (value < 0) {
            throw new EOFException("ends too early");
        }
        return value;
    }

    /** Lines of uuencode: the first letter of each says how many bytes are in it. */
    private static final class Uuencoded extends InputStream {

        private final InputStream in;
        private final byte[] line = new byte[64];
        private int filled;
        private int at;
        private boolean ended;

        Uuencoded(InputStream in) {
            this.in = in;
        }

        @Override
        public int read() throws IOException {
            while (at == filled) {
                if (ended) {
                    return -1;
                }
                refill();
            }
            return line[at++] & 0xff;
        }

        private void refill() throws IOException {
            at = 0;
            filled = 0;
            int first = in.read();
            while (first == '\n' || first == '\r') {
                first = in.read();
            }
            int length = first - ' ' & 63;
            if (first < ' ' || first > '`' || length == 0) {
                ended = true;
                return;
            }
            boolean cut = false;
            for (int i = 0; i < (length + 2) / 3; i++) {
                int group = 0;
                for (int j = 0; j < 4; j++) {
                    // Spaces at the end of a line may have been lost on the way.
                    int letter = cut ? ' ' : in.read();
                    cut |= letter < ' ';
                    group = group << 6 | (cut ? 0 : letter - ' ' & 63);
                }
                for (int j = 16; j >= 0 && filled < length; j -= 8) {
                    line[filled++] = (byte) (group >> j);
                }
            }
            for (int letter = cut ? '\n' : in.read(); letter != '\n' && letter >= 0; letter = in.read()) {
                continue;
            }
        }
    }

    /** Base64 up to the first sign that is none. */
    private static final class Base64 extends InputStream {

        private final InputStream in;
        private int held;
        private int bits;

        Base64(InputStream in) {
            this.in = in;
        }

        @Override
        public int read() throws IOException {
            while (bits < 8) {
                int letter = in.read();
                int value = Base64Letters.value(letter);
                if (letter == '\n' || letter == '\r') {
                    continue;
                }
                if (value < 0) {
                    return -1;
                }
                held = (held << 6 | value) & 0xffff;
                bits += 6;
            }
            bits -= 8;
            return held >> bits & 0xff;
        }
    }

    /** BinHex 4: six bits a letter, then runs of one byte. */
    private static final class BinHex extends InputStream {

        private static final int RUN = 0x90;

        private final InputStream in;
        private int held;
        private int bits;
        private int last;
        private int repeat;

        BinHex(InputStream in) {
            this.in = in;
        }

        @Override
        public int read() throws IOException {
            if (repeat > 0) {
                repeat--;
                return last;
            }
            int value = unit();
            if (value == RUN) {
                int count = unit();
                if (count > 0) {
                    repeat = Math.max(0, count - 2);
                    return count == 1 ? read() : last;
                }
            }
            last = value;
            return value;
        }

        private int unit() throws IOException {
            while (bits < 8) {
                int letter = in.read();
                if (letter == '\n' || letter == '\r') {
                    continue;
                }
                int value = letter < 0 ? -1 : BINHEX_LETTERS.indexOf(letter);
                if (value < 0) {
                    return -1;
                }
                held = (held << 6 | value) & 0xffff;
                bits += 6;
            }
            bits -= 8;
            return held >> bits & 0xff;
        }
    }
}
