package org.palisade.scanserver.engine.signatures;

/**
 * Plain text as ClamAV's signatures of target 7 expect it: ASCII letters in lower case, each run of white space one blank, control characters and everything that is
 * not ASCII left out. A text in UTF-16 comes out right by that, too, as far as it is ASCII.
 */
final class TextNormalizer implements Normalizer {

    private static final byte DROP = 0;
    /** What becomes of each byte. */
    private static final byte[] TABLE = new byte[256];

    static {
        for (int i = 32; i < 128; i++) {
            TABLE[i] = (byte) (i >= 'A' && i <= 'Z' ? i + 32 : i);
        }
        for (int i = 9; i <= 13; i++) {
            TABLE[i] = ' ';
        }
    }

    private boolean blank;

    @Override
    public int normalize(byte[] from, int offset, int length, byte[] into, int at) {
        int end = at;
        boolean afterBlank = blank;
        for (int i = offset; i < offset + length; i++) {
            byte b = TABLE[from[i] & 0xff];
            if (b != DROP && !(b == ' ' && afterBlank)) {
                into[end++] = b;
                afterBlank = b == ' ';
            }
        }
        blank = afterBlank;
        return end - at;
    }

    @Override
    public int finish(byte[] into, int at) {
        return 0;
    }
}
