package org.palisade.server.platform.boundary;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;

/**
 * Settings of the Integration Server, read once at start; every key stands in {@code config/server/server.properties}.
 *
 * @param certificateLife   how long a certificate of an SVM or agent is valid; 1–90 days, default 90
 * @param silentAfter       how long after its last report an SVM or agent counts as silent; 1–1440 minutes, default 6
 * @param verifications     passwords hashed at the same time; 1–16, default 2
 * @param signInMemory      how long a good password is known again without hashing; 0–600 seconds, default 60
 */
public record ServerConfig(Duration certificateLife, Duration silentAfter, int verifications, Duration signInMemory) {

    private static final Map<String, int[]> KEYS = Map.of(
            "certificate.days", new int[] {90, 1, 90},
            "silent.minutes", new int[] {6, 1, 1440},
            "sign-in.verifications", new int[] {2, 1, 16},
            "sign-in.memory-seconds", new int[] {60, 0, 600});

    /** The settings of a server whose file is absent or empty. */
    public static ServerConfig defaults() {
        return of(new Properties());
    }

    /**
     * Reads the settings; an absent file means the defaults.
     *
     * @throws IllegalArgumentException if a key is unknown or a value out of range; the message names the key
     * @throws IOException              if the file cannot be read
     */
    public static ServerConfig read(Path file) throws IOException {
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(file)) {
            properties.load(reader);
        } catch (NoSuchFileException e) {
            return defaults();
        }
        return of(properties);
    }

    private static ServerConfig of(Properties properties) {
        Set<String> unknown = new TreeSet<>(properties.stringPropertyNames());
        unknown.removeAll(KEYS.keySet());
        if (!unknown.isEmpty()) {
            throw new IllegalArgumentException("server.properties: unknown key " + String.join(", ", unknown));
        }
        return new ServerConfig(
                Duration.ofDays(number(properties, "certificate.days")),
                Duration.ofMinutes(number(properties, "silent.minutes")),
                number(properties, "sign-in.verifications"),
                Duration.ofSeconds(number(properties, "sign-in.memory-seconds")));
    }

    private static int number(Properties properties, String key) {
        int[] bounds = KEYS.get(key);
        String text = properties.getProperty(key, String.valueOf(bounds[0])).strip();
        int value;
        try {
            value = Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("server.properties: " + key + " is no whole number");
        }
        if (value < bounds[1] || value > bounds[2]) {
            throw new IllegalArgumentException("server.properties: " + key + " must lie between " + bounds[1] + " and " + bounds[2]);
        }
        return value;
    }
}
