package org.palisade.tools;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import org.palisade.protocol.signed.SignedText;
import org.palisade.protocol.signed.TrustedKeys;

/** A release key, Ed25519. The private half stands in {@code <name>.key} (PKCS#8, PEM, owner only), the public one in {@code <name>.pem} beside it. */
final class ReleaseKey {

    private static final Base64.Encoder LINES = Base64.getMimeEncoder(64, new byte[] {'\n'});

    private final PrivateKey key;
    private final PublicKey shown;

    private ReleaseKey(PrivateKey key, PublicKey shown) {
        this.key = key;
        this.shown = shown;
    }

    /**
     * Makes one; overwrites nothing.
     *
     * @param key where the private half goes, {@code <name>.key}
     */
    static ReleaseKey create(Path key) throws IOException {
        KeyPair pair;
        try {
            pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java has no Ed25519", e);
        }
        Path shown = shown(key);
        if (Files.exists(shown)) {
            throw new IOException(shown + " is there already");
        }
        Files.createFile(key, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(key, pem("PRIVATE KEY", pair.getPrivate().getEncoded()), StandardCharsets.US_ASCII);
        Files.writeString(shown, pem("PUBLIC KEY", pair.getPublic().getEncoded()), StandardCharsets.US_ASCII, StandardOpenOption.CREATE_NEW);
        return new ReleaseKey(pair.getPrivate(), pair.getPublic());
    }

    /** Reads both halves and makes sure that they belong together. */
    static ReleaseKey read(Path key) throws IOException {
        TrustedKeys trusted = TrustedKeys.read(shown(key));
        if (trusted.ids().size() != 1) {
            throw new IOException(shown(key) + " must hold the one public key of " + key);
        }
        PublicKey shown = trusted.key(trusted.ids().get(0)).orElseThrow();
        String body = Files.readString(key, StandardCharsets.US_ASCII).replaceAll("-----(BEGIN|END) PRIVATE KEY-----", "").replaceAll("\\s", "");
        try {
            ReleaseKey pair = new ReleaseKey(KeyFactory.getInstance("Ed25519").generatePrivate(new PKCS8EncodedKeySpec(Base64.getDecoder().decode(body))), shown);
            String probe = "probe\n";
            SignedText.parse(pair.sign(probe), 1000).body(trusted);
            return pair;
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw new IOException(key + " is no Ed25519 private key in PEM");
        }
    }

    byte[] sign(String body) {
        return SignedText.sign(body, key, shown).bytes();
    }

    String id() {
        return TrustedKeys.id(shown);
    }

    static Path shown(Path key) throws IOException {
        String name = String.valueOf(key.getFileName());
        if (!name.endsWith(".key")) {
            throw new IOException("the file of a release key ends in .key");
        }
        return key.resolveSibling(name.substring(0, name.length() - ".key".length()) + ".pem");
    }

    private static String pem(String label, byte[] der) {
        return "-----BEGIN " + label + "-----\n" + LINES.encodeToString(der) + "\n-----END " + label + "-----\n";
    }
}
