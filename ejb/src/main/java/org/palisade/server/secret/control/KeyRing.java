package org.palisade.server.secret.control;

import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

/**
 * The data keys. Each stands in the file {@code key-ring} wrapped by the master key; a sealed value begins with the id of its key
 * ({@code k1.<base64url>}), so that old values stay readable when a new key becomes the active one.
 *
 * <p>Every value is sealed for a context, usually {@code table.column}: moved elsewhere it does not open. What must be searched by equality gets a
 * keyed digest beside it, from a key of its own that is never replaced.
 */
public final class KeyRing {

    private static final String ACTIVE = "active";
    private static final String DIGEST = "digest";
    private static final String KEY = "key.";
    private static final String MAC = "HmacSHA256";
    private static final int BYTES = 32;

    /** JPA makes its converters itself; they find the ring here. */
    private static final AtomicReference<KeyRing> CURRENT = new AtomicReference<>();

    private final String active;
    private final Map<String, SecretKey> keys;
    private final SecretKey digest;

    private KeyRing(String active, Map<String, SecretKey> keys, SecretKey digest) {
        this.active = active;
        this.keys = Map.copyOf(keys);
        this.digest = digest;
    }

    /** Makes a ring with one data key and writes it. */
    public static KeyRing create(Path file, MasterKey master) throws IOException {
        KeyRing ring = new KeyRing("k1", Map.of("k1", fresh("AES")), fresh(MAC));
        OwnerOnly.write(file, ring.wrapped(master).getBytes(StandardCharsets.US_ASCII));
        return ring;
    }

    /**
     * Reads a ring.
     *
     * @throws IOException   if the file cannot be read or is no key ring
     * @throws SealException if the master key is another one or the file was changed
     */
    public static KeyRing read(Path file, MasterKey master) throws IOException {
        Properties lines = new Properties();
        try (Reader reader = Files.newBufferedReader(file, StandardCharsets.US_ASCII)) {
            lines.load(reader);
        }
        SecretKey wrapping = master.wrapping();
        String active = line(lines, ACTIVE);
        Map<String, SecretKey> keys = new TreeMap<>();
        for (String name : lines.stringPropertyNames()) {
            if (name.startsWith(KEY)) {
                keys.put(name.substring(KEY.length()), unwrap(wrapping, name, line(lines, name), "AES"));
            }
        }
        if (!keys.containsKey(active)) {
            throw new IOException("the key ring does not hold its active key");
        }
        return new KeyRing(active, keys, unwrap(wrapping, DIGEST, line(lines, DIGEST), MAC));
    }

    /** The ring of this process, for converters. */
    public static KeyRing current() {
        KeyRing ring = CURRENT.get();
        if (ring == null) {
            throw new IllegalStateException("the key ring is not open yet");
        }
        return ring;
    }

    /** Makes this the ring of this process. */
    public KeyRing makeCurrent() {
        CURRENT.set(this);
        return this;
    }

    /** Seals a text for a context with the active key. */
    public String seal(String text, String context) {
        return seal(text.getBytes(StandardCharsets.UTF_8), context);
    }

    /** Seals bytes for a context with the active key. */
    public String seal(byte[] bytes, String context) {
        return active + '.' + encode(Aead.seal(keys.get(active), bytes, context));
    }

    /**
     * Opens a sealed text.
     *
     * @throws SealException if it was changed, was sealed for another context, or its key is not on this ring
     */
    public String open(String sealed, String context) {
        return new String(openBytes(sealed, context), StandardCharsets.UTF_8);
    }

    /** Opens sealed bytes; refuses like {@link #open}. */
    public byte[] openBytes(String sealed, String context) {
        int dot = sealed.indexOf('.');
        SecretKey key = dot < 0 ? null : keys.get(sealed.substring(0, dot));
        if (key == null) {
            throw new SealException("a sealed value names no key of this ring");
        }
        return Aead.open(key, decode(sealed.substring(dot + 1)), context);
    }

    /** The keyed digest of a value in a context, 43 characters: equal values give equal digests, and without the key nobody can tell of what. */
    public String digest(String value, String context) {
        try {
            Mac mac = Mac.getInstance(MAC);
            mac.init(digest);
            mac.update(context.getBytes(StandardCharsets.UTF_8));
            mac.update((byte) 0);
            return encode(mac.doFinal(value.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java has no " + MAC, e);
        }
    }

    /** Names the keys, never one. */
    @Override
    public String toString() {
        return "KeyRing[" + active + " of " + keys.keySet() + "]";
    }

    private String wrapped(MasterKey master) {
        SecretKey wrapping = master.wrapping();
        StringBuilder text = new StringBuilder("# Palisade key ring: every key is wrapped by the master key\n");
        text.append(ACTIVE).append('=').append(active).append('\n');
        text.append(DIGEST).append('=').append(encode(Aead.seal(wrapping, digest.getEncoded(), DIGEST))).append('\n');
        keys.forEach((id, key) -> text.append(KEY).append(id).append('=')
                .append(encode(Aead.seal(wrapping, key.getEncoded(), KEY + id))).append('\n'));
        return text.toString();
    }

    private static SecretKey unwrap(SecretKey wrapping, String name, String value, String algorithm) {
        try {
            return new SecretKeySpec(Aead.open(wrapping, decode(value), name), algorithm);
        } catch (SealException e) {
            throw new SealException("the key ring does not open: it was changed, or the master key is another one", e);
        }
    }

    private static String line(Properties lines, String name) throws IOException {
        String value = lines.getProperty(name);
        if (value == null || value.isBlank()) {
            throw new IOException("the key ring has no line " + name);
        }
        return value.strip();
    }

    private static SecretKey fresh(String algorithm) {
        byte[] key = new byte[BYTES];
        new SecureRandom().nextBytes(key);
        return new SecretKeySpec(key, algorithm);
    }

    private static String encode(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static byte[] decode(String text) {
        try {
            return Base64.getUrlDecoder().decode(text);
        } catch (IllegalArgumentException e) {
            throw new SealException("a sealed value is no base64url");
        }
    }
}
