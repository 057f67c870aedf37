package org.palisade.agent.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.palisade.agent.file.FileVersion;

class FingerprintTest {

    private static final long K0 = 0x0706050403020100L;
    private static final long K1 = 0x0f0e0d0c0b0a0908L;
    private static final byte[] SECRET = new byte[32];
    private static final FileVersion FILE = new FileVersion(1, 2, 3, 4, 5);

    @Test
    void theReferenceOfThisTestGivesTheValueInThePaper() {
        byte[] message = new byte[15];
        for (int i = 0; i < message.length; i++) {
            message[i] = (byte) i;
        }
        assertEquals(0xa129ca6149be45e5L, reference(K0, K1, message));
    }

    @Test
    void fiveWordsAreHashedAsTheReferenceDoes() {
        for (int i = 0; i < 200; i++) {
            long a = i * 0x9e3779b97f4a7c15L;
            ByteBuffer message = ByteBuffer.allocate(40).order(ByteOrder.LITTLE_ENDIAN).putLong(a).putLong(~a).putLong(i).putLong(a >>> 7).putLong(-i);
            assertEquals(reference(K0 + i, K1, message.array()), Fingerprint.sip(K0 + i, K1, a, ~a, i, a >>> 7, -i));
        }
    }

    @Test
    void everyPartOfAFilesStateCounts() {
        Fingerprint fingerprint = new Fingerprint(SECRET, "boot", "set");
        Set<Long> seen = new HashSet<>();
        for (FileVersion version : new FileVersion[] {FILE, new FileVersion(9, 2, 3, 4, 5), new FileVersion(1, 9, 3, 4, 5), new FileVersion(1, 2, 9, 4, 5),
            new FileVersion(1, 2, 3, 9, 5), new FileVersion(1, 2, 3, 4, 9)}) {
            seen.add(fingerprint.first(version));
            seen.add(fingerprint.second(version));
        }
        assertEquals(12, seen.size());
    }

    @Test
    void anotherSecretBootOrSignatureSetMakesAnotherFingerprint() {
        long first = new Fingerprint(SECRET, "boot", "set").first(FILE);
        assertEquals(first, new Fingerprint(SECRET.clone(), "boot", "set").first(FILE));
        byte[] other = SECRET.clone();
        other[31] = 1;
        assertNotEquals(first, new Fingerprint(other, "boot", "set").first(FILE));
        assertNotEquals(first, new Fingerprint(SECRET, "boot2", "set").first(FILE));
        assertNotEquals(first, new Fingerprint(SECRET, "boot", "set2").first(FILE));
    }

    /** SipHash-2-4 word for word as its authors describe it, for any message. */
    private static long reference(long k0, long k1, byte[] message) {
        long[] v = {k0 ^ 0x736f6d6570736575L, k1 ^ 0x646f72616e646f6dL, k0 ^ 0x6c7967656e657261L, k1 ^ 0x7465646279746573L};
        ByteBuffer padded = ByteBuffer.allocate(message.length / 8 * 8 + 8).order(ByteOrder.LITTLE_ENDIAN).put(message);
        padded.put(padded.capacity() - 1, (byte) message.length).rewind();
        while (padded.hasRemaining()) {
            long word = padded.getLong();
            v[3] ^= word;
            round(v);
            round(v);
            v[0] ^= word;
        }
        v[2] ^= 0xff;
        for (int i = 0; i < 4; i++) {
            round(v);
        }
        return v[0] ^ v[1] ^ v[2] ^ v[3];
    }

    private static void round(long[] v) {
        v[0] += v[1];
        v[2] += v[3];
        v[1] = Long.rotateLeft(v[1], 13) ^ v[0];
        v[3] = Long.rotateLeft(v[3], 16) ^ v[2];
        v[0] = Long.rotateLeft(v[0], 32);
        v[2] += v[1];
        v[0] += v[3];
        v[1] = Long.rotateLeft(v[1], 17) ^ v[2];
        v[3] = Long.rotateLeft(v[3], 21) ^ v[0];
        v[2] = Long.rotateLeft(v[2], 32);
    }
}
