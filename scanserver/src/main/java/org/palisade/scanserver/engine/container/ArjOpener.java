package org.palisade.scanserver.engine.container;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.palisade.protocol.scan.Reason;

/** Opens archives of ARJ, all methods. Own reading: the library there is unpacks stored members only. */
final class ArjOpener implements Opener {

    private static final int SMALLEST = 30;
    private static final int LARGEST = 2600;
    private static final int MAIN = 2;
    private static final int FOLDER = 3;
    private static final int GARBLED = 1;

    @Override
    public void open(Content content, Place place) throws IOException {
        long at = 0;
        while (true) {
            byte[] mark = content.bytes(at, 4);
            int length = Little.u16(mark, 2);
            if (Little.u16(mark, 0) != 0xea60 || length > LARGEST) {
                throw new IOException("no header");
            }
            if (length == 0) {
                return;
            }
            byte[] header = content.bytes(at + 4, length);
            if (length < SMALLEST) {
                throw new IOException("a header too short");
            }
            at += 4 + length + 4;
            int more = Little.u16(content.bytes(at, 2), 0);
            while (more != 0) {
                at += 2 + more + 4;
                more = Little.u16(content.bytes(at, 2), 0);
            }
            at += 2;
            if (header[6] != MAIN) {
                long packed = Little.u32(header, 12);
                member(content.slice(at, packed), place, header);
                at += packed;
            }
        }
    }

    private static void member(Content packed, Place place, byte[] header) throws IOException {
        int start = header[0] & 0xff;
        int end = start;
        while (end < header.length && header[end] != 0) {
            end++;
        }
        String name = start > end ? "" : new String(header, start, end - start, StandardCharsets.ISO_8859_1);
        long size = Little.u32(header, 16);
        if (header[6] == FOLDER || size == 0) {
            place.skipped();
        } else if ((header[4] & GARBLED) != 0) {
            place.encrypted(name, packed.size());
        } else if (header[5] == 0) {
            place.member(name, packed, packed.size(), Little.u32(header, 20));
        } else if (header[5] > 0 && header[5] <= 4) {
            place.member(name, new Unpacking(packed.stream(), size, header[5] == 4), packed.size(), Little.u32(header, 20));
        } else {
            place.skipped();
            place.incomplete(Reason.ARCHIVE_NOT_OPENED);
        }
    }

    /** Methods 1 to 3: LZ77 under prefix codes sent block by block. Method 4: LZ77 with numbers of growing width. */
    private static final class Unpacking extends InputStream implements Huffman.Bits {

        private static final int WINDOW = 32 << 10;
        private static final int SHORTEST = 3;

        private final InputStream in;
        private final boolean fast;
        private final byte[] window = new byte[WINDOW];
        private Huffman letters = Huffman.NONE;
        private Huffman places = Huffman.NONE;
        private long left;
        private int at;
        private int block;
        private int run;
        private int offset;
        private int held;
        private int bits;

        Unpacking(InputStream in, long size, boolean fast) {
            this.in = in;
            this.left = size;
            this.fast = fast;
        }

        @Override
        public int read() throws IOException {
            if (left == 0) {
                return -1;
            }
            left--;
            if (run == 0) {
                int code = fast ? fastCode() : code();
                if (code < 256) {
                    return put(code);
                }
                run = code - 256 + SHORTEST;
                offset = (fast ? growing(9, 13) : position()) + 1;
                if (offset > WINDOW) {
                    throw new IOException("a match that cannot be");
                }
            }
            run--;
            return put(window[at - offset & WINDOW - 1] & 0xff);
        }

        @Override
        public int take(int count) throws IOException {
            while (bits < count) {
                int read = in.read();
                if (read < 0) {
                    throw new IOException("ends too early");
                }
                held = held << 8 | read;
                bits += 8;
            }
            bits -= count;
            return held >>> bits & (1 << count) - 1;
        }

        private int put(int value) {
            window[at++ & WINDOW - 1] = (byte) value;
            return value;
        }

        private int fastCode() throws IOException {
            int length = growing(0, 7);
            return length == 0 ? take(8) : 255 + length;
        }

        private int growing(int from, int to) throws IOException {
            int width = from;
            int base = 0;
            while (width < to && take(1) == 1) {
                base += 1 << width;
                width++;
            }
            return base + (width == 0 ? 0 : take(width));
        }

        private int code() throws IOException {
            if (block == 0) {
                block = take(16);
                Huffman lengths = lengths(19, 5, 3);
                letters = letters(lengths);
                places = lengths(17, 5, -1);
                if (block == 0) {
                    throw new IOException("an empty block");
                }
            }
            block--;
            return letters.decode(this);
        }

        private int position() throws IOException {
            int width = places.decode(this);
            return width == 0 ? 0 : (1 << width - 1) + take(width - 1);
        }

        private Huffman lengths(int most, int width, int special) throws IOException {
            int count = take(width);
            if (count == 0) {
                return Huffman.always(take(width));
            }
            byte[] lengths = new byte[most];
            int i = 0;
            while (i < count && i < most) {
                int length = take(3);
                while (length >= 7 && length < 17 && take(1) == 1) {
                    length++;
                }
                if (length > 16) {
                    throw new IOException("a code too long");
                }
                lengths[i++] = (byte) length;
                if (i == special) {
                    i += take(2);
                }
            }
            return new Huffman(lengths, most);
        }

        private Huffman letters(Huffman code) throws IOException {
            int count = take(9);
            if (count == 0) {
                return Huffman.always(take(9));
            }
            byte[] lengths = new byte[510];
            int i = 0;
            while (i < count && i < lengths.length) {
                int length = code.decode(this);
                if (length == 0) {
                    i++;
                } else if (length == 1) {
                    i += take(4) + 3;
                } else if (length == 2) {
                    i += take(9) + 20;
                } else {
                    lengths[i++] = (byte) Math.min(16, length - 2);
                }
            }
            return new Huffman(lengths, lengths.length);
        }
    }
}
