package org.palisade.scanserver.engine.container;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/** Opens files packed by Microsoft's COMPRESS: LZSS with a window of 4 KiB. */
final class SzddOpener implements Opener {

    @Override
    public void open(Content content, Place place) throws IOException {
        boolean usual = content.bytes(0, 4)[3] == 'D';
        Unpacking in = new Unpacking(content.stream(usual ? 14 : 12), usual ? 4096 - 16 : 4096 - 18);
        place.member("unpacked", in);
    }

    private static final class Unpacking extends InputStream {

        private final InputStream in;
        private final byte[] window = new byte[4096];
        private int at;
        private int control = 1;
        private int from;
        private int left;

        Unpacking(InputStream in, int at) {
            this.in = in;
            this.at = at;
            Arrays.fill(window, (byte) ' ');
        }

        @Override
        public int read() throws IOException {
            if (left > 0) {
                left--;
                return put(window[from++ & 4095] & 0xff);
            }
            if (control == 1) {
                int bits = in.read();
                if (bits < 0) {
                    return -1;
                }
                control = bits | 0x100;
            }
            boolean literal = (control & 1) != 0;
            control >>= 1;
            int first = in.read();
            if (first < 0 || literal) {
                return first < 0 ? -1 : put(first);
            }
            int second = in.read();
            if (second < 0) {
                return -1;
            }
            from = first | (second & 0xf0) << 4;
            left = (second & 15) + 3;
            return read();
        }

        private int put(int value) {
            window[at++ & 4095] = (byte) value;
            return value;
        }
    }
}
