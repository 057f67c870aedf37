package org.palisade.bench.fuzz;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.util.Arrays;
import java.util.List;
import org.palisade.protocol.signed.LicenceStatement;
import org.palisade.protocol.signed.MalformedStatementException;
import org.palisade.protocol.signed.SignedText;
import org.palisade.protocol.signed.TrustedKeys;
import org.palisade.protocol.signed.UpdateIndex;
import org.palisade.protocol.signed.UpdateManifest;

/** Statements of an update source or an issuer, signed by somebody trusted or not. What is read must be written and read again as the same. */
public final class StatementTarget {

    private static final KeyPair KEYS = keys();
    private static final TrustedKeys TRUSTED = TrustedKeys.of(List.of(KEYS.getPublic()));
    /** A signature has a form of its own, and takes much longer than all the rest: only some inputs are signed. */
    private static final SignedText FORM = SignedText.sign("x\n", KEYS.getPrivate(), KEYS.getPublic());

    private StatementTarget() {
    }

    /** One input: a byte that says which statement and whether it is to be signed, then its text or bytes. */
    public static void fuzzerTestOneInput(byte[] input) {
        if (input.length == 0) {
            return;
        }
        byte[] text = Arrays.copyOfRange(input, 1, input.length);
        try {
            switch (input[0] & 7) {
                case 0 -> index(signed(text));
                case 1 -> licence(signed(text));
                case 2 -> again(UpdateManifest.parse(signed(text), TRUSTED));
                case 3 -> raw(text);
                default -> again(UpdateManifest.kept(formed(text)));
            }
        } catch (MalformedStatementException e) {
            // Refused.
        }
    }

    private static void index(byte[] bytes) throws MalformedStatementException {
        UpdateIndex index = UpdateIndex.parse(bytes, TRUSTED);
        same(index, UpdateIndex.parse(signed(ascii(index.body())), TRUSTED));
    }

    private static void licence(byte[] bytes) throws MalformedStatementException {
        LicenceStatement licence = LicenceStatement.parse(bytes, TRUSTED);
        same(licence, LicenceStatement.parse(signed(ascii(licence.body())), TRUSTED));
    }

    private static void again(UpdateManifest manifest) throws MalformedStatementException {
        if (manifest.size() < 0) {
            throw new IllegalStateException("a package of less than nothing");
        }
        byte[] written = formed(ascii(manifest.body()));
        if (written.length <= UpdateManifest.LARGEST) {
            same(manifest, UpdateManifest.kept(written));
        }
    }

    private static void raw(byte[] bytes) throws MalformedStatementException {
        SignedText text = SignedText.parse(bytes, UpdateManifest.LARGEST);
        if (!Arrays.equals(bytes, text.bytes())) {
            throw new IllegalStateException("other bytes than were read");
        }
        UpdateManifest.parse(bytes, TRUSTED);
    }

    private static byte[] signed(byte[] text) throws MalformedStatementException {
        try {
            return SignedText.sign(new String(text, StandardCharsets.ISO_8859_1), KEYS.getPrivate(), KEYS.getPublic()).bytes();
        } catch (IllegalArgumentException e) {
            throw new MalformedStatementException(e.getMessage());
        }
    }

    /** With a signature that has its form only. */
    private static byte[] formed(byte[] text) {
        byte[] form = FORM.bytes();
        byte[] all = Arrays.copyOf(text, text.length + form.length - 2);
        System.arraycopy(form, 2, all, text.length, form.length - 2);
        return all;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static void same(Object one, Object other) {
        if (!one.equals(other)) {
            throw new IllegalStateException(one + " became " + other);
        }
    }

    private static KeyPair keys() {
        try {
            return KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java has no Ed25519", e);
        }
    }
}
