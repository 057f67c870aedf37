package org.palisade.protocol.signed;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Public keys whose signatures count. A key's id is the first 16 hex digits of the SHA-256 of its encoding. */
public final class TrustedKeys {

    private static final Pattern BLOCK = Pattern.compile("-----BEGIN PUBLIC KEY-----([A-Za-z0-9+/=\\s]{1,1000})-----END PUBLIC KEY-----");
    private static final int LARGEST_FILE = 64 * 1024;
    private static final int MOST_FILES = 100;
    private static final int ID_BYTES = 8;

    private final Map<String, PublicKey> keys;

    private TrustedKeys(Map<String, PublicKey> keys) {
        this.keys = keys;
    }

    /** Trusts these. */
    public static TrustedKeys of(Collection<PublicKey> keys) {
        Map<String, PublicKey> byId = new TreeMap<>();
        keys.forEach(key -> byId.put(id(key), key));
        return new TrustedKeys(byId);
    }

    /**
     * Reads release keys: Ed25519 public keys in PEM, one file or all {@code .pem} files of a folder (at most 100). A place that is not there holds none.
     *
     * @throws IOException if a file cannot be read or holds anything else
     */
    public static TrustedKeys read(Path place) throws IOException {
        if (!Files.exists(place)) {
            return of(List.of());
        }
        List<Path> files = List.of(place);
        if (Files.isDirectory(place)) {
            try (Stream<Path> inside = Files.list(place)) {
                files = inside.filter(file -> file.getFileName().toString().endsWith(".pem")).sorted().limit(MOST_FILES).toList();
            }
        }
        Map<String, PublicKey> found = new TreeMap<>();
        for (Path file : files) {
            if (Files.size(file) > LARGEST_FILE) {
                throw new IOException(file + " is too large for a file of keys");
            }
            Matcher block = BLOCK.matcher(Files.readString(file, StandardCharsets.ISO_8859_1));
            int before = found.size();
            while (block.find()) {
                PublicKey key = release(file, block.group(1).replaceAll("\\s", ""));
                found.put(id(key), key);
            }
            if (found.size() == before) {
                throw new IOException(file + " holds no public key in PEM that stands nowhere else");
            }
        }
        return new TrustedKeys(found);
    }

    /** The key with that id. */
    public Optional<PublicKey> key(String id) {
        return Optional.ofNullable(keys.get(id));
    }

    /** Their ids. */
    public List<String> ids() {
        return List.copyOf(keys.keySet());
    }

    /** By what a key is found. */
    public static String id(PublicKey key) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(key.getEncoded()), 0, ID_BYTES);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java has no SHA-256", e);
        }
    }

    static String algorithm(PublicKey key) {
        return switch (key.getAlgorithm()) {
            case "EdDSA", "Ed25519" -> "Ed25519";
            case "EC" -> "SHA256withECDSA";
            default -> throw new IllegalArgumentException("keys of statements are Ed25519 or EC");
        };
    }

    private static PublicKey release(Path file, String base64) throws IOException {
        try {
            return KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(Base64.getDecoder().decode(base64)));
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw new IOException(file + " holds something else than Ed25519 public keys", e);
        }
    }
}
