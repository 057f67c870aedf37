package org.palisade.server.account.control;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/**
 * A password as it is kept: PBKDF2-HMAC-SHA512, with its own salt and number of rounds, so that the number can grow later.
 *
 * @param rounds 210000 or more
 * @param salt   16 bytes, base64
 * @param hash   64 bytes, base64
 */
public record PasswordHash(int rounds, String salt, String hash) {

    /** What is asked of new passwords (OWASP, 2023). */
    static final int ROUNDS = 210_000;

    private static final String ALGORITHM = "PBKDF2WithHmacSHA512";
    private static final int SALT = 16;
    private static final int BITS = 512;

    /** Hashes a password with a new salt. */
    public static PasswordHash of(char[] password) {
        byte[] salt = new byte[SALT];
        new SecureRandom().nextBytes(salt);
        return new PasswordHash(ROUNDS, encode(salt), encode(derive(password, salt, ROUNDS)));
    }

    /** A hash no password fits, for names that do not exist: checking it takes as long as checking a real one. */
    public static PasswordHash ofNobody() {
        return new PasswordHash(ROUNDS, encode(new byte[SALT]), encode(new byte[BITS / Byte.SIZE]));
    }

    /** Whether the password fits; in constant time once hashed. */
    public boolean fits(char[] password) {
        return MessageDigest.isEqual(Base64.getDecoder().decode(hash), derive(password, Base64.getDecoder().decode(salt), rounds));
    }

    /** As it is kept. */
    public String text() {
        return rounds + ":" + salt + ":" + hash;
    }

    /** Reads what {@link #text} wrote. */
    public static PasswordHash parse(String text) {
        String[] parts = text.split(":");
        return new PasswordHash(Integer.parseInt(parts[0]), parts[1], parts[2]);
    }

    /** Never the hash. */
    @Override
    public String toString() {
        return "PasswordHash";
    }

    private static byte[] derive(char[] password, byte[] salt, int rounds) {
        PBEKeySpec spec = new PBEKeySpec(password, salt, rounds, BITS);
        try {
            return SecretKeyFactory.getInstance(ALGORITHM).generateSecret(spec).getEncoded();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java has no " + ALGORITHM, e);
        } finally {
            spec.clearPassword();
        }
    }

    private static String encode(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }
}
