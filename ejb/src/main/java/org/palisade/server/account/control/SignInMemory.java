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
import org.palisade.server.account.boundary.SignIn;
import org.palisade.server.platform.boundary.Caller;

/**
 * Good passwords of the last minute, so that a script's every call need not be hashed anew. Keeps a keyed digest of address, name and password,
 * never the password; the key is made at start and lives in memory only. Asked before any back-off, so that who is known cannot be locked out by
 * others; what is known of one address is therefore worth nothing to those who guess from another.
 */
public final class SignInMemory {

    private static final String MAC = "HmacSHA256";
    private static final int ENTRIES = 1_000;

    private final Clock clock;
    private final Duration life;
    private final SecretKeySpec key;
    private final Map<ByteBuffer, Known> known = new HashMap<>();
    private long generation;

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

    /** Who signed in with this name and password from this address a short while ago. */
    public synchronized Optional<Caller> recall(SignIn attempt) {
        Known found = known.get(digest(attempt));
        return found != null && clock.instant().isBefore(found.until()) ? Optional.of(found.caller()) : Optional.empty();
    }

    /** Grows whenever a password changes; to be asked before a password is verified that is to be remembered. */
    public synchronized long generation() {
        return generation;
    }

    /**
     * Remembers a good password.
     *
     * @param verifiedIn the generation before it was verified; if a password changed since, this may be the old one, and nothing is remembered
     */
    public synchronized void remember(SignIn attempt, Caller caller, long verifiedIn) {
        if (verifiedIn != generation) {
            return;
        }
        Instant now = clock.instant();
        known.values().removeIf(entry -> !now.isBefore(entry.until()));
        if (known.size() < ENTRIES) {
            known.put(digest(attempt), new Known(caller, now.plus(life)));
        }
    }

    /** Forgets an account: its password changed. */
    public synchronized void forget(String name) {
        generation++;
        known.values().removeIf(entry -> entry.caller().name().equals(name));
    }

    private ByteBuffer digest(SignIn attempt) {
        ByteBuffer text = StandardCharsets.UTF_8.encode(CharBuffer.wrap(attempt.password()));
        try {
            Mac mac = Mac.getInstance(MAC);
            mac.init(key);
            mac.update(attempt.address().getBytes(StandardCharsets.UTF_8));
            mac.update((byte) 0);
            mac.update(attempt.name().getBytes(StandardCharsets.UTF_8));
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
