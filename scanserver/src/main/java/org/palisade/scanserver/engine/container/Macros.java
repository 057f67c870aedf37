package org.palisade.scanserver.engine.container;

import java.io.IOException;
import java.io.InputStream;

/** Unpacks the source of macros of Office: found in a stream by the way each source begins. */
final class Macros {

    private static final int CHUNK = 4096;
    /** "Attribut", not yet repetitive enough to be packed, behind the byte that says so. */
    private static final String BEGIN = "\0Attribut";

    private Macros() {
    }

    /** Shows the source in a stream, if there is one. */
    static void open(String name, Content stream, Place place) throws IOException {
        long at = new Search(stream).find(BEGIN, 0, stream.size()) - 3;
        if (at >= 0 && stream.bytes(at, 1)[0] == 1) {
            place.member(name + ".source", new Unpacking(stream.stream(at + 1)), stream.size() - at, 0);
        }
    }

    /** The run-length coding of macros: chunks of 4 KiB, each by itself. */
    private static final class Unpacking extends InputStream {

        private final InputStream in;
        private final byte[] chunk = new byte[CHUNK];
        private int filled;
        private int at;

        Unpacking(InputStream in) {
            this.in = in;
        }

        @Override
        public int read() throws IOException {
            while (at == filled) {
                if (!refill()) {
                    return -1;
                }
            }
            return chunk[at++] & 0xff;
        }

        private boolean refill() throws IOException {
            at = 0;
            filled = 0;
            int low = in.read();
            int high = in.read();
            if (low < 0 || high < 0 || (high & 0x70) != 0x30) {
                return false;
            }
            int left = (low | (high & 15) << 8) + 1;
            if ((high & 0x80) == 0) {
                filled = in.readNBytes(chunk, 0, Math.min(left, CHUNK));
                return filled > 0;
            }
            while (left > 0) {
                int flags = in.read();
                left--;
                for (int i = 0; i < 8 && left > 0; i++) {
                    left -= (flags >> i & 1) == 0 ? literal() : copy();
                }
            }
            return filled > 0;
        }

        private int literal() throws IOException {
            int value = in.read();
            if (value < 0 || filled == CHUNK) {
                throw new IOException("a damaged chunk");
            }
            chunk[filled++] = (byte) value;
            return 1;
        }

        private int copy() throws IOException {
            int token = in.read() | in.read() << 8;
            int bits = 4;
            while (1 << bits < filled) {
                bits++;
            }
            int length = (token & 0xffff >> bits) + 3;
            int offset = (token >> 16 - bits) + 1;
            if (token < 0 || offset > filled || filled + length > CHUNK) {
                throw new IOException("a damaged chunk");
            }
            for (int i = 0; i < length; i++) {
                chunk[filled] = chunk[filled - offset];
                filled++;
            }
            return 2;
        }
    }
}
