package org.palisade.scanserver.engine.container;

import java.io.IOException;

/** A canonical prefix code of at most 16 bits. */
final class Huffman {

    /** Where bits come from. */
    interface Bits {
        /** So many bits as a number, 0 to 17. */
        int take(int count) throws IOException;
    }

    static final Huffman NONE = new Huffman(new byte[1], 1);

    private static final int LONGEST = 16;

    private final int[] counts = new int[LONGEST + 1];
    private final short[] symbols;
    private final int single;

    /**
     * A code.
     *
     * @param lengths of the codes of the symbols, 0 to 16; 0 for one without a code
     */
    Huffman(byte[] lengths, int count) {
        this(lengths, count, -1);
    }

    private Huffman(byte[] lengths, int count, int single) {
        this.single = single;
        symbols = new short[count];
        for (int i = 0; i < count; i++) {
            counts[lengths[i]]++;
        }
        counts[0] = 0;
        int[] starts = new int[LONGEST + 2];
        for (int i = 1; i <= LONGEST; i++) {
            starts[i + 1] = starts[i] + counts[i];
        }
        for (int i = 0; i < count; i++) {
            if (lengths[i] != 0) {
                symbols[starts[lengths[i]]++] = (short) i;
            }
        }
    }

    /** A code with one symbol that takes no bits. */
    static Huffman always(int symbol) {
        return new Huffman(new byte[1], 1, symbol);
    }

    /** The next symbol. */
    int decode(Bits bits) throws IOException {
        if (single >= 0) {
            return single;
        }
        int code = 0;
        int first = 0;
        int index = 0;
        for (int i = 1; i <= LONGEST; i++) {
            code |= bits.take(1);
            int count = counts[i];
            if (code - count < first) {
                return symbols[index + code - first];
            }
            index += count;
            first = first + count << 1;
            code <<= 1;
        }
        throw new IOException("a code that stands for nothing");
    }
}
