package org.palisade.agent.ledger;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import org.palisade.agent.file.FileVersion;
import org.palisade.protocol.scan.Digest;

/**
 * Turns the state of a file into 128 bits under a secret key: two runs of SipHash-2-4 with different keys. Without the key nobody can make two files whose
 * bits are alike. Allocates nothing.
 */
final class Fingerprint {

    private static final int FILE_WORDS = 5;
    private static final int FINISH_ROUNDS = 2;

    private final long k0;
    private final long k1;
    private final long k2;
    private final long k3;

    /**
     * A key of its own for every secret, boot and signature set: what was kept under another one matches nothing.
     *
     * @param secret random bytes of one table
     */
    Fingerprint(byte[] secret, String boot, String signatureSet) {
        MessageDigest sha = Digest.computation();
        sha.update(ByteBuffer.allocate(Integer.BYTES).putInt(0, VerdictFile.FORMAT));
        sha.update(secret);
        sha.update((boot + "\n" + signatureSet).getBytes(StandardCharsets.UTF_8));
        ByteBuffer keys = ByteBuffer.wrap(sha.digest());
        k0 = keys.getLong();
        k1 = keys.getLong();
        k2 = keys.getLong();
        k3 = keys.getLong();
    }

    /** The first 64 bits; never 0, which stands for an empty slot. */
    long first(FileVersion file) {
        long first = sip(k0, k1, file.device(), file.inode(), file.size(), file.modified(), file.changed());
        return first == 0 ? 1 : first;
    }

    /** The other 64 bits. */
    long second(FileVersion file) {
        return sip(k2, k3, file.device(), file.inode(), file.size(), file.modified(), file.changed());
    }

    /** SipHash-2-4 of five words, each taken with its lowest byte first. */
    static long sip(long k0, long k1, long a, long b, long c, long d, long e) {
        long v0 = k0 ^ 0x736f6d6570736575L;
        long v1 = k1 ^ 0x646f72616e646f6dL;
        long v2 = k0 ^ 0x6c7967656e657261L;
        long v3 = k1 ^ 0x7465646279746573L;
        for (int i = 0; i <= FILE_WORDS + FINISH_ROUNDS; i++) {
            long word = switch (i) {
                case 0 -> a;
                case 1 -> b;
                case 2 -> c;
                case 3 -> d;
                case 4 -> e;
                // The length, as the function wants it, and nothing in the four rounds that end it.
                case FILE_WORDS -> (long) FILE_WORDS * Long.BYTES << 56;
                default -> 0;
            };
            if (i == FILE_WORDS + 1) {
                v2 ^= 0xff;
            }
            v3 ^= word;
            for (int round = 0; round < 2; round++) {
                v0 += v1;
                v1 = Long.rotateLeft(v1, 13) ^ v0;
                v0 = Long.rotateLeft(v0, 32);
                v2 += v3;
                v3 = Long.rotateLeft(v3, 16) ^ v2;
                v0 += v3;
                v3 = Long.rotateLeft(v3, 21) ^ v0;
                v2 += v1;
                v1 = Long.rotateLeft(v1, 17) ^ v2;
                v2 = Long.rotateLeft(v2, 32);
            }
            v0 ^= word;
        }
        return v0 ^ v1 ^ v2 ^ v3;
    }
}
