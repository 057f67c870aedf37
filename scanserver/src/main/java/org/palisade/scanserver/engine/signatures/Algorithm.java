package org.palisade.scanserver.engine.signatures;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** The digests that hash signatures come in. */
enum Algorithm {
    MD5("MD5", 16), SHA1("SHA-1", 20), SHA256("SHA-256", 32);

    private static final Algorithm[] ALL = values();

    private final String jca;
    private final int bytes;

    Algorithm(String jca, int bytes) {
        this.jca = jca;
        this.bytes = bytes;
    }

    /** All of them, without a copy. */
    static Algorithm[] all() {
        return ALL;
    }

    /** Length of its digest. */
    int bytes() {
        return bytes;
    }

    MessageDigest computation() {
        try {
            return MessageDigest.getInstance(jca);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java has no " + jca, e);
        }
    }

    /** The one whose digests have so many hexadecimal digits. */
    static Algorithm ofDigits(int digits) throws SkippedException {
        for (Algorithm algorithm : ALL) {
            if (digits == algorithm.bytes * 2) {
                return algorithm;
            }
        }
        throw new SkippedException(Line.MALFORMED);
    }
}
