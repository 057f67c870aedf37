package org.palisade.scanserver.engine.container;

import java.io.IOException;
import java.util.Arrays;

/**
 * Unpacks LZX, a frame of at most 32 KiB at a time, as cabinets and compiled help files use it. After Microsoft's description of the format; no maintained library
 * with an agreeable licence takes it from memory with limits.
 */
final class Lzx {

    /** Bytes of a frame. */
    static final int FRAME = 32 << 10;

    private static final int[] SLOTS = {30, 32, 34, 36, 38, 42, 50};
    private static final int VERBATIM = 1;
    private static final int ALIGNED = 2;
    private static final int RAW = 3;

    private final byte[] window;
    private final byte[] mainLengths;
    private final byte[] lengthLengths = new byte[249];
    private final int[] recent = {1, 1, 1};
    private final LzxBits bits = new LzxBits();
    private Huffman main = Huffman.NONE;
    private Huffman length = Huffman.NONE;
    private Huffman aligned = Huffman.NONE;
    private long decoded;
    private long delivered;
    private int block;
    private int blockLeft;
    private boolean padding;
    private boolean begun;
    private int translated;

    /**
     * A decoder.
     *
     * @param windowBits 15 to 21
     * @throws IOException if it is not
     */
    Lzx(int windowBits) throws IOException {
        if (windowBits < 15 || windowBits > 21) {
            throw new IOException("a window of 2^" + windowBits);
        }
        window = new byte[1 << windowBits];
        mainLengths = new byte[256 + SLOTS[windowBits - 15] * 8];
    }

    /** Forgets everything but the window's contents. */
    void reset() {
        Arrays.fill(recent, 1);
        Arrays.fill(mainLengths, (byte) 0);
        Arrays.fill(lengthLengths, (byte) 0);
        begun = false;
        translated = 0;
        block = 0;
        blockLeft = 0;
        padding = false;
        decoded = delivered;
    }

    /** Unpacks a frame. */
    void frame(byte[] packed, int packedLength, byte[] out, int size) throws IOException {
        bits.begin(packed, packedLength);
        if (!begun) {
            begun = true;
            translated = bits.take(1) == 0 ? 0 : bits.take(16) << 16 | bits.take(16);
        }
        long end = delivered + size;
        while (decoded < end) {
            if (blockLeft == 0) {
                header();
            }
            if (block == RAW) {
                int count = (int) Math.min(blockLeft, end - decoded);
                for (int i = 0; i < count; i++) {
                    put(bits.raw());
                }
                blockLeft -= count;
            } else {
                coded(end);
            }
        }
        for (int i = 0; i < size; i++) {
            out[i] = window[(int) (delivered + i) & window.length - 1];
        }
        if (translated != 0 && delivered < 1L << 30 && size > 10) {
            translate(out, size, (int) delivered);
        }
        delivered = end;
    }

    private void header() throws IOException {
        if (padding) {
            bits.raw();
            padding = false;
            bits.reload();
        }
        block = bits.take(3);
        blockLeft = bits.take(8) << 16 | bits.take(16);
        switch (block) {
            case VERBATIM, ALIGNED -> {
                if (block == ALIGNED) {
                    byte[] lengths = new byte[8];
                    for (int i = 0; i < 8; i++) {
                        lengths[i] = (byte) bits.take(3);
                    }
                    aligned = new Huffman(lengths, lengths.length);
                }
                lengths(mainLengths, 0, 256);
                lengths(mainLengths, 256, mainLengths.length);
                main = new Huffman(mainLengths, mainLengths.length);
                lengths(lengthLengths, 0, lengthLengths.length);
                length = new Huffman(lengthLengths, lengthLengths.length);
            }
            case RAW -> {
                bits.align();
                for (int i = 0; i < 3; i++) {
                    recent[i] = bits.raw() | bits.raw() << 8 | bits.raw() << 16 | bits.raw() << 24;
                }
                padding = (blockLeft & 1) != 0;
            }
            default -> throw new IOException("a block of kind " + block);
        }
        if (blockLeft == 0) {
            throw new IOException("an empty block");
        }
    }

    private void lengths(byte[] lengths, int from, int to) throws IOException {
        byte[] pre = new byte[20];
        for (int i = 0; i < 20; i++) {
            pre[i] = (byte) bits.take(4);
        }
        Huffman tree = new Huffman(pre, 20);
        int at = from;
        while (at < to) {
            int code = tree.decode(bits);
            int run = 1;
            int value = 0;
            if (code == 17) {
                run = bits.take(4) + 4;
            } else if (code == 18) {
                run = bits.take(5) + 20;
            } else {
                if (code == 19) {
                    run = bits.take(1) + 4;
                    code = tree.decode(bits);
                }
                value = (lengths[at] - code + 17) % 17;
                if (value < 0) {
                    throw new IOException("a length that cannot be");
                }
            }
            for (int i = 0; i < run && at < to; i++) {
                lengths[at++] = (byte) value;
            }
        }
    }

    private void coded(long end) throws IOException {
        while (blockLeft > 0 && decoded < end) {
            int code = main.decode(bits);
            if (code < 256) {
                put(code);
                blockLeft--;
                continue;
            }
            int run = code & 7;
            if (run == 7) {
                run += length.decode(bits);
            }
            run += 2;
            int offset = offset(code - 256 >> 3);
            // A match may reach past the frame, not past the block.
            if (offset <= 0 || offset > window.length || run > blockLeft) {
                throw new IOException("a match that cannot be");
            }
            for (int i = 0; i < run; i++) {
                put(window[(int) (decoded - offset) & window.length - 1]);
            }
            blockLeft -= run;
        }
    }

    private int offset(int slot) throws IOException {
        if (slot < 3) {
            int offset = recent[slot];
            recent[slot] = recent[0];
            recent[0] = offset;
            return offset;
        }
        int extra = extra(slot);
        int offset = base(slot) - 2;
        if (block == ALIGNED && extra >= 3) {
            offset += bits.take(extra - 3) << 3;
            offset += aligned.decode(bits);
        } else {
            offset += bits.take(extra);
        }
        recent[2] = recent[1];
        recent[1] = recent[0];
        recent[0] = offset;
        return offset;
    }

    private static int extra(int slot) {
        return slot < 4 ? 0 : Math.min(17, slot / 2 - 1);
    }

    private static int base(int slot) {
        if (slot < 4) {
            return slot;
        }
        return slot < 36 ? (2 + (slot & 1)) << slot / 2 - 1 : (slot - 34) << 17;
    }

    private void put(int value) {
        window[(int) decoded & window.length - 1] = (byte) value;
        decoded++;
    }

    /** Gives calls of x86 programs back their relative targets. */
    private void translate(byte[] out, int size, int position) {
        for (int i = 0; i < size - 10; i++) {
            if ((out[i] & 0xff) == 0xe8) {
                int absolute = Little.i32(out, i + 1);
                int here = position + i;
                if (absolute >= -here && absolute < translated) {
                    int relative = absolute >= 0 ? absolute - here : absolute + translated;
                    for (int j = 0; j < 4; j++) {
                        out[i + 1 + j] = (byte) (relative >>> 8 * j);
                    }
                }
                i += 4;
            }
        }
    }
}
