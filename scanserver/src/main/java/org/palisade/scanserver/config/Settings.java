package org.palisade.scanserver.config;

import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;

/** The settings as they stand in the file, asked for key by key; it remembers which keys exist by what it was asked. */
public final class Settings {

    private final Properties properties;
    private final Set<String> known = new HashSet<>();

    private Settings(Properties properties) {
        this.properties = properties;
    }

    /**
     * Reads a file in UTF-8.
     *
     * @throws SettingsException if it is not there or not to be read
     */
    public static Settings read(Path file) throws SettingsException {
        try (Reader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
            return read(reader);
        } catch (IOException | IllegalArgumentException e) {
            throw new SettingsException("the settings file " + file + " cannot be read: " + e);
        }
    }

    /** Reads settings from text. */
    public static Settings read(Reader text) throws IOException {
        Properties properties = new Properties();
        properties.load(text);
        return new Settings(properties);
    }

    /** A setting without a default; empty if it is not set. */
    public Optional<String> text(String key) {
        known.add(key);
        return Optional.ofNullable(properties.getProperty(key)).map(String::strip).filter(value -> !value.isEmpty());
    }

    /** A setting with a default. */
    public String text(String key, String otherwise) {
        return text(key).orElse(otherwise);
    }

    /** A whole number within bounds. */
    public long number(String key, long otherwise, long lowest, long highest) throws SettingsException {
        String text = text(key, Long.toString(otherwise));
        long value;
        try {
            value = Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw new SettingsException(key + " must be a whole number, not \"" + text + "\"");
        }
        if (value < lowest || value > highest) {
            throw new SettingsException(key + " must be within " + lowest + " and " + highest + ", not " + value);
        }
        return value;
    }

    /** Seconds, at least one. */
    public Duration seconds(String key, long otherwise) throws SettingsException {
        return Duration.ofSeconds(number(key, otherwise, 1, 65535));
    }

    /** One of the constants of an enum, written in lower case. */
    public <E extends Enum<E>> E choice(String key, E otherwise) throws SettingsException {
        String text = text(key, otherwise.name()).toUpperCase(Locale.ROOT);
        E[] choices = otherwise.getDeclaringClass().getEnumConstants();
        for (E choice : choices) {
            if (choice.name().equals(text)) {
                return choice;
            }
        }
        throw new SettingsException(key + " must be one of " + Arrays.toString(choices).toLowerCase(Locale.ROOT) + ", not \""
                + text.toLowerCase(Locale.ROOT) + "\"");
    }

    /**
     * Called after every component has read its settings.
     *
     * @throws SettingsException if a key is left that nobody asked for
     */
    public void refuseUnknown() throws SettingsException {
        Set<String> unknown = new TreeSet<>(properties.stringPropertyNames());
        unknown.removeAll(known);
        if (!unknown.isEmpty()) {
            throw new SettingsException("unknown setting" + (unknown.size() > 1 ? "s " : " ") + String.join(", ", unknown));
        }
    }
}
