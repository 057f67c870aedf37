package org.palisade.agent.quarantine;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * The encrypted form of a file: {@code PALQ1\n}, 32 random bytes, then pieces: length (4 bytes), AES-256-GCM ciphertext with tag. Each envelope has a key of
 * its own, made from the quarantine's key and those random bytes, so the nonce can be the piece's number. Number and "last" are bound into every piece:
 * none can be left out, moved or cut off unnoticed. The first piece is the {@link Entry}.
 */
final class Envelope {

    static final int PIECE = 64 * 1024;

    private static final byte[] MAGIC = {'P', 'A', 'L', 'Q', '1', '\n'};
    private static final int SALT = 32;
    private static final int TAG = 16;
    private static final String AES = "AES/GCM/NoPadding";

    private Envelope() {
    }

    /** Seals pieces one after the other. */
    static final class Sealer {
        private final DataOutputStream out;
        private final SecretKeySpec key;
        private long number;

        Sealer(OutputStream out, byte[] quarantineKey) throws IOException {
            byte[] salt = new byte[SALT];
            new SecureRandom().nextBytes(salt);
            this.out = new DataOutputStream(out);
            this.key = key(quarantineKey, salt);
            this.out.write(MAGIC);
            this.out.write(salt);
        }

        void piece(byte[] plain, int length, boolean last) throws IOException {
            byte[] sealed = crypt(Cipher.ENCRYPT_MODE, key, number++, last, plain, length);
            out.writeInt(sealed.length);
            out.write(sealed);
            out.flush();
        }
    }

    /** Opens pieces one after the other; each is authentic or an exception. */
    static final class Opener {
        private final DataInputStream in;
        private final SecretKeySpec key;
        private long number;
        private boolean last;

        Opener(InputStream in, byte[] quarantineKey) throws IOException {
            this.in = new DataInputStream(in);
            byte[] head = this.in.readNBytes(MAGIC.length + SALT);
            if (head.length < MAGIC.length + SALT || !Arrays.equals(MAGIC, 0, MAGIC.length, head, 0, MAGIC.length)) {
                throw new IOException("not an envelope of the quarantine");
            }
            this.key = key(quarantineKey, Arrays.copyOfRange(head, MAGIC.length, head.length));
        }

        /** True after the last piece was opened. */
        boolean done() {
            return last;
        }

        byte[] piece() throws IOException {
            int length = in.readInt();
            if (length < TAG || length > PIECE + TAG) {
                throw new IOException("a piece of the envelope is damaged");
            }
            byte[] sealed = in.readNBytes(length);
            if (sealed.length < length) {
                throw new EOFException("the envelope is cut off");
            }
            in.mark(1);
            last = in.read() < 0;
            in.reset();
            return crypt(Cipher.DECRYPT_MODE, key, number++, last, sealed, length);
        }
    }

    private static byte[] crypt(int mode, SecretKeySpec key, long number, boolean last, byte[] bytes, int length) throws IOException {
        try {
            Cipher cipher = Cipher.getInstance(AES);
            ByteBuffer nonce = ByteBuffer.allocate(12).putInt(last ? 1 : 0).putLong(number);
            cipher.init(mode, key, new GCMParameterSpec(TAG * 8, nonce.array()));
            return cipher.doFinal(bytes, 0, length);
        } catch (AEADBadTagException e) {
            throw new IOException("a piece of the envelope is damaged", e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java cannot do AES-256-GCM", e);
        }
    }

    private static SecretKeySpec key(byte[] quarantineKey, byte[] salt) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(quarantineKey, "HmacSHA256"));
            return new SecretKeySpec(mac.doFinal(salt), "AES");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java has no HMAC", e);
        }
    }
}
