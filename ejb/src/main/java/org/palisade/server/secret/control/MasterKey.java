package org.palisade.server.secret.control;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

/**
 * The one secret everything else hangs on: 256 random bits in a file outside the database. It encrypts nothing itself; what is needed is derived
 * from it by HKDF (RFC 5869, HMAC-SHA-256), one label a purpose.
 */
public final class MasterKey {

    private static final int BYTES = 32;
    private static final String MAC = "HmacSHA256";

    private final byte[] key;

    private MasterKey(byte[] key) {
        this.key = key;
    }

    /** Makes a new key and writes it, 0600. */
    public static MasterKey create(Path file) throws IOException {
        byte[] key = new byte[BYTES];
        new SecureRandom().nextBytes(key);
        OwnerOnly.write(file, (Base64.getUrlEncoder().withoutPadding().encodeToString(key) + "\n").getBytes(StandardCharsets.US_ASCII));
        return new MasterKey(key);
    }

    /**
     * Reads the key.
     *
     * @throws IOException if the file cannot be read or holds no key; the message never repeats what it holds
     */
    public static MasterKey read(Path file) throws IOException {
        byte[] key;
        try {
            key = Base64.getUrlDecoder().decode(Files.readString(file, StandardCharsets.US_ASCII).strip());
        } catch (IllegalArgumentException e) {
            key = new byte[0];
        }
        if (key.length != BYTES) {
            throw new IOException(file.getFileName() + " does not hold 32 bytes of base64url");
        }
        return new MasterKey(key);
    }

    /**
     * 256 bits for one purpose. One block of HKDF is all that is needed, so it is written out here.
     *
     * @param label the purpose; never reuse one
     */
    public byte[] derive(String label) {
        byte[] pseudoRandom = mac(new byte[BYTES], key);
        byte[] info = label.getBytes(StandardCharsets.UTF_8);
        byte[] block = java.util.Arrays.copyOf(info, info.length + 1);
        block[info.length] = 1;
        return mac(pseudoRandom, block);
    }

    SecretKey wrapping() {
        return new SecretKeySpec(derive("palisade key ring"), "AES");
    }

    private static byte[] mac(byte[] key, byte[] message) {
        try {
            Mac mac = Mac.getInstance(MAC);
            mac.init(new SecretKeySpec(key, MAC));
            return mac.doFinal(message);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java has no " + MAC, e);
        }
    }

    /** Never the key. */
    @Override
    public String toString() {
        return "MasterKey";
    }
}
