package org.palisade.scanserver.engine.signatures;

import java.nio.charset.StandardCharsets;

/**
 * The EICAR test file by its definition: a file that starts with the 68 characters, followed by nothing but white space, 128 bytes at most in all.
 */
final class Eicar {

    static final String NAME = "Eicar-Test-Signature";
    /** Longest file that can be the test file, bytes. */
    static final int LONGEST = 128;

    // In pieces, so that neither this source nor the class file is taken for the test file.
    private static final byte[] TEXT = String.join("", "X5O!P%@AP[4\\PZX5", "4(P^)7CC)7}$", "EICAR-STANDARD-", "ANTIVIRUS-TEST-FILE!", "$H+H*")
            .getBytes(StandardCharsets.US_ASCII);

    private Eicar() {
    }

    /** Whether a file of that size which begins like that is the test file. */
    static boolean is(byte[] head, int length, long size) {
        if (size < TEXT.length || size > LONGEST || length < size) {
            return false;
        }
        for (int i = 0; i < size; i++) {
            if (i < TEXT.length ? head[i] != TEXT[i] : !space(head[i])) {
                return false;
            }
        }
        return true;
    }

    private static boolean space(byte b) {
        return b == ' ' || b == '\t' || b == '\n' || b == '\r' || b == 0x1a;
    }
}
