package org.palisade.agent.config;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * The settings file: lines {@code key=value}, comments after {@code #} at the start of a line, no escapes. It is read as bytes, so that a folder
 * whose name is not UTF-8 can be named. Every key asked for is known; {@link #finish} refuses all others.
 */
public final class Settings {

    private final Map<String, String> values;
    private final Set<String> known = new HashSet<>();

    private Settings(Map<String, String> values) {
        this.values = values;
    }

    /**
     * Reads the file.
     *
     * @throws IOException       if it cannot be read
     * @throws SettingsException if a line is no setting, or a key stands twice
     */
    public static Settings read(Path file) throws IOException, SettingsException {
        return parse(Files.readAllBytes(file));
    }

    /** Settings from the bytes of a file. */
    public static Settings parse(byte[] file) throws SettingsException {
        Map<String, String> values = new LinkedHashMap<>();
        int number = 0;
        for (String line : new String(file, StandardCharsets.ISO_8859_1).split("\r?\n")) {
            number++;
            String text = line.strip();
            if (text.isEmpty() || text.startsWith("#")) {
                continue;
            }
            int equals = text.indexOf('=');
            if (equals < 1) {
                throw new SettingsException("line " + number + " is no setting: expected key=value");
            }
            String key = text.substring(0, equals).strip();
            if (values.put(key, text.substring(equals + 1).strip()) != null) {
                throw new SettingsException("setting " + key + " stands twice");
            }
        }
        return new Settings(values);
    }

    /** Text; {@code otherwise} if the key is missing or empty. */
    public String text(String key, String otherwise) {
        known.add(key);
        String value = values.getOrDefault(key, "");
        return value.isEmpty() ? otherwise : new String(value.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
    }

    /** A list separated by commas; empty if the key is missing. */
    public List<String> list(String key) {
        return Arrays.stream(text(key, "").split(",")).map(String::strip).filter(item -> !item.isEmpty()).toList();
    }

    /** A list separated by commas, each as the bytes that stand in the file. */
    public List<byte[]> bytes(String key) {
        known.add(key);
        return Arrays.stream(values.getOrDefault(key, "").split(",")).map(String::strip).filter(item -> !item.isEmpty())
                .map(item -> item.getBytes(StandardCharsets.ISO_8859_1)).toList();
    }

    /**
     * A whole number.
     *
     * @throws SettingsException unless it is within {@code lowest} and {@code highest}
     */
    public long number(String key, long otherwise, long lowest, long highest) throws SettingsException {
        String value = text(key, Long.toString(otherwise));
        try {
            long number = Long.parseLong(value);
            if (number >= lowest && number <= highest) {
                return number;
            }
        } catch (NumberFormatException e) {
            throw new SettingsException("setting " + key + " must be a whole number from " + lowest + " to " + highest);
        }
        throw new SettingsException("setting " + key + " must be a whole number from " + lowest + " to " + highest);
    }

    /**
     * One of some words.
     *
     * @param of what stands in the file → the word; throws {@link IllegalArgumentException} for others
     * @param words for the message
     */
    public <T> T word(String key, String otherwise, Function<String, T> of, String words) throws SettingsException {
        try {
            return of.apply(text(key, otherwise));
        } catch (IllegalArgumentException e) {
            throw new SettingsException("setting " + key + " must be " + words);
        }
    }

    /**
     * To be called after all keys were asked for.
     *
     * @throws SettingsException naming a key that nobody asked for
     */
    public void finish() throws SettingsException {
        for (String key : values.keySet()) {
            if (!known.contains(key)) {
                throw new SettingsException("setting " + key + " is not known; config/agent/agent.properties lists all there are");
            }
        }
    }
}
