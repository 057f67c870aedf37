package org.palisade.protocol.signed;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.util.Base64;
import java.util.Objects;

/**
 * A text and who signed it. As bytes: lines of printable ASCII, each ended by one line feed; the last one is {@code signature <key id> <base64>} and signs every byte
 * before it. The key decides the algorithm, the text has no say in it.
 */
public final class SignedText {

    private static final String LAST = "signature ";
    private static final int LONGEST_LAST_LINE = 200;

    private final String body;
    private final String key;
    private final byte[] signature;

    private SignedText(String body, String key, byte[] signature) {
        this.body = body;
        this.key = key;
        this.signature = signature;
    }

    /**
     * Signs.
     *
     * @param body  whole lines of printable ASCII
     * @param key   Ed25519 or EC
     * @param shown its public half, by which others find the key to check with
     * @throws IllegalArgumentException if the text cannot be signed or the key not be used
     */
    public static SignedText sign(String body, PrivateKey key, PublicKey shown) {
        if (!plain(body)) {
            throw new IllegalArgumentException("only whole lines of printable ASCII are signed");
        }
        try {
            Signature signer = Signature.getInstance(TrustedKeys.algorithm(shown));
            signer.initSign(key);
            signer.update(body.getBytes(StandardCharsets.US_ASCII));
            return new SignedText(body, TrustedKeys.id(shown), signer.sign());
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException("this key cannot sign", e);
        }
    }

    /**
     * Reads; nothing is trusted yet.
     *
     * @param bytes as they came
     * @param most  how many there may be
     * @throws MalformedStatementException if it is no signed text
     */
    public static SignedText parse(byte[] bytes, int most) throws MalformedStatementException {
        if (bytes.length > most) {
            throw new MalformedStatementException("the statement has more than " + most + " bytes");
        }
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        int last = plain(text) ? text.lastIndexOf('\n', text.length() - 2) + 1 : 0;
        String line = text.substring(last);
        if (last == 0 || !line.startsWith(LAST) || line.length() > LONGEST_LAST_LINE) {
            throw new MalformedStatementException("the statement is not signed");
        }
        String[] parts = line.substring(LAST.length(), line.length() - 1).split(" ", -1);
        if (parts.length != 2 || !parts[0].matches("[0-9a-f]{16}")) {
            throw new MalformedStatementException("the statement's signature has no form");
        }
        try {
            SignedText signed = new SignedText(text.substring(0, last), parts[0], Base64.getDecoder().decode(parts[1]));
            // Base64 has spellings that decode to the same bytes; one of them is ours.
            if (signed.text().equals(text)) {
                return signed;
            }
        } catch (IllegalArgumentException e) {
            throw new MalformedStatementException("the statement's signature has no form");
        }
        throw new MalformedStatementException("the statement's signature has no form");
    }

    /**
     * The text, once its signature holds.
     *
     * @throws MalformedStatementException if none of the keys signed it
     */
    public String body(TrustedKeys keys) throws MalformedStatementException {
        PublicKey signer = keys.key(key).orElseThrow(() -> new MalformedStatementException("the statement is signed by key " + key + ", which is not trusted"));
        try {
            Signature check = Signature.getInstance(TrustedKeys.algorithm(signer));
            check.initVerify(signer);
            check.update(body.getBytes(StandardCharsets.US_ASCII));
            if (check.verify(signature)) {
                return body;
            }
        } catch (GeneralSecurityException e) {
            throw new MalformedStatementException("the statement's signature does not hold");
        }
        throw new MalformedStatementException("the statement's signature does not hold");
    }

    /** The text, unchecked. */
    String unchecked() {
        return body;
    }

    /** As it is handed over. */
    public byte[] bytes() {
        return text().getBytes(StandardCharsets.US_ASCII);
    }

    /** As it is handed over, for carriers of text. */
    public String text() {
        return body + LAST + key + ' ' + Base64.getEncoder().encodeToString(signature) + '\n';
    }

    private static boolean plain(String text) {
        Objects.requireNonNull(text, "text");
        return text.endsWith("\n") && text.chars().allMatch(c -> c == '\n' || c >= ' ' && c <= '~');
    }
}
