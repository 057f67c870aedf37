package org.palisade.server.account.control;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.palisade.server.platform.boundary.Caller;

/**
 * Good passwords of the last minute, so that a script's every call need not be hashed anew. Keeps a keyed digest of name and password, never the
 * password; the key is made at start and lives in memory only.
 */
public final class SignInMemory {

    private static final String MAC = "HmacSHA256";
    private static final int ENTRIES = 1_000;

    private final Clock clock;
    private final Duration life;
    private final SecretKeySpec key;
    private final Map<ByteBuffer, Known> known = new HashMap<>();

    private record Known(Caller caller, Instant until) {
    }

    /**
     * An empty memory.
     *
     * @param life how long a good password is known again; zero for never
     */
    public SignInMemory(Clock clock, Duration life) {
        this.clock = clock;
        this.life = life;
        byte[] bytes = new byte[32];
        new SecureRandom().nextBytes(bytes);
        this.key = new SecretKeySpec(bytes, MAC);
    }

    /** Who signed in with this name and password a short while ago. */
    public synchronized Optional<Caller> recall(String name, char[] password) {
        Known found = known.get(digest(name, password));
        return found != null && clock.instant().isBefore(found.until()) ? Optional.of(found.caller()) : Optional.empty();
    }

    /** Remembers a good password. */
    public synchronized void remember(String name, char[] password, Caller caller) {
        Instant now = clock.instant();
        known.values().removeIf(entry -> !now.isBefore(entry.until()));
        if (known.size() < ENTRIES) {
            known.put(digest(name, password), new Known(caller, now.plus(life)));
        }
    }

    /** Forgets an account: its password changed. */
    public synchronized void forget(String name) {
        known.values().removeIf(entry -> entry.caller().name().equals(name));
    }

    private ByteBuffer digest(String name, char[] password) {
        ByteBuffer text = StandardCharsets.UTF_8.encode(CharBuffer.wrap(password));
        try {
            Mac mac = Mac.getInstance(MAC);
            mac.init(key);
            mac.update(name.getBytes(StandardCharsets.UTF_8));
            mac.update((byte) 0);
            mac.update(text.duplicate());
            return ByteBuffer.wrap(mac.doFinal());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java has no " + MAC, e);
        } finally {
            Arrays.fill(text.array(), (byte) 0);
        }
    }
}
