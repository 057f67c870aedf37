package org.palisade.scanserver.engine.container;

import java.io.IOException;

/** Bits of 16-bit words, the highest first, as LZX has them. */
final class LzxBits implements Huffman.Bits {

    private byte[] bytes = new byte[0];
    private int length;
    private int at;
    private int word;
    private int left;

    void begin(byte[] from, int count) {
        bytes = from;
        length = count;
        at = 0;
        left = 0;
    }

    @Override
    public int take(int count) throws IOException {
        int value = 0;
        int wanted = count;
        while (wanted > 0) {
            if (left == 0) {
                load();
            }
            int some = Math.min(wanted, left);
            value = value << some | word >>> left - some & (1 << some) - 1;
            left -= some;
            wanted -= some;
        }
        return value;
    }

    /** Goes to the next word; a whole one is left out if one just ended. */
    void align() throws IOException {
        if (left == 0) {
            load();
        }
        left = 0;
    }

    /** A byte after {@link #align}. */
    int raw() throws IOException {
        if (at >= length) {
            throw new IOException("a frame too short");
        }
        return bytes[at++] & 0xff;
    }

    /** Bits begin anew behind raw bytes. */
    void reload() {
        left = 0;
    }

    private void load() throws IOException {
        if (at >= length + 2) {
            throw new IOException("a frame too short");
        }
        // The last word may be read ahead of the end.
        int low = at < length ? bytes[at] & 0xff : 0;
        int high = at + 1 < length ? bytes[at + 1] & 0xff : 0;
        word = low | high << 8;
        at += 2;
        left = 16;
    }
}
