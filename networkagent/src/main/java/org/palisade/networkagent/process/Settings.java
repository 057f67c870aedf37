package org.palisade.networkagent.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * The settings file: lines {@code key=value}, comments after {@code #} at the start of a line, no escapes. It is read as bytes, so that a folder
 * whose name is not UTF-8 can be named. Every key asked for is known; {@link #finish} refuses all others.
 */
public final class Settings {

    private static final long MOST_SECONDS = 65_535;
    /** Letters by which a key may be wrong and still be recognised. */
    private static final int MISSPELT = 2;

    private final Map<String, String> values;
    private final Set<String> known = new HashSet<>();

    private Settings(Map<String, String> values) {
        this.values = values;
    }

    /**
     * Reads the file.
     *
     * @throws SettingsException if it is not there, cannot be read, a line is no setting, or a key stands twice
     */
    public static Settings read(Path file) throws SettingsException {
        try {
            return parse(Files.readAllBytes(file));
        } catch (NoSuchFileException e) {
            throw new SettingsException("there is no settings file " + file + "; name one with --config");
        } catch (IOException e) {
            throw new SettingsException("the settings file " + file + " cannot be read: " + e.getMessage());
        }
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

    /** Text; empty if the key is missing or nothing stands behind it. */
    public Optional<String> text(String key) {
        return Optional.of(raw(key)).filter(value -> !value.isEmpty())
                .map(value -> new String(value.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8));
    }

    /** Text with a default. */
    public String text(String key, String otherwise) {
        return text(key).orElse(otherwise);
    }

    /** A list separated by commas; empty if the key is missing. */
    public List<String> list(String key) {
        return items(text(key, ""));
    }

    /** A list separated by commas, each as the bytes that stand in the file. */
    public List<byte[]> bytes(String key) {
        return items(raw(key)).stream().map(item -> item.getBytes(StandardCharsets.ISO_8859_1)).toList();
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
            // Refused below, in the same words.
        }
        throw new SettingsException("setting " + key + " must be a whole number from " + lowest + " to " + highest + ", not \"" + value + "\"");
    }

    /** Seconds, 1 to 65535. */
    public Duration seconds(String key, long otherwise) throws SettingsException {
        return Duration.ofSeconds(number(key, otherwise, 1, MOST_SECONDS));
    }

    /** One of the constants of an enum, written in lower case. */
    public <E extends Enum<E>> E choice(String key, E otherwise) throws SettingsException {
        E[] choices = otherwise.getDeclaringClass().getEnumConstants();
        return word(key, otherwise.name(), text -> Enum.valueOf(otherwise.getDeclaringClass(), text.toUpperCase(Locale.ROOT)),
                "one of " + Arrays.toString(choices).toLowerCase(Locale.ROOT));
    }

    /**
     * Text that must have a certain form.
     *
     * @param of   what stands in the file → its meaning; throws {@link IllegalArgumentException} if it has none
     * @param form for the message
     */
    public <T> T word(String key, String otherwise, Function<String, T> of, String form) throws SettingsException {
        try {
            return of.apply(text(key, otherwise));
        } catch (IllegalArgumentException e) {
            throw new SettingsException("setting " + key + " must be " + form);
        }
    }

    /**
     * To be called after all keys were asked for.
     *
     * @throws SettingsException naming the keys that nobody asked for
     */
    public void finish() throws SettingsException {
        Set<String> unknown = new TreeSet<>(values.keySet());
        unknown.removeAll(known);
        if (!unknown.isEmpty()) {
            throw new SettingsException("unknown setting" + (unknown.size() > 1 ? "s " : " ") + String.join(", ", unknown)
                    + "; " + meant(unknown).map(key -> "did you mean " + key + "? The").orElse("the") + " sample settings of the distribution list all there are");
        }
    }

    /** The known key that one of these differs from the least, if that is little. */
    private Optional<String> meant(Set<String> unknown) {
        return unknown.stream().flatMap(wrong -> known.stream().filter(key -> distance(wrong, key) <= MISSPELT)
                .min(Comparator.<String>comparingInt(key -> distance(wrong, key)).thenComparing(Comparator.naturalOrder())).stream()).findFirst();
    }

    /** How many letters have to be put in, taken out or changed. */
    private static int distance(String one, String other) {
        int[] before = IntStream.rangeClosed(0, other.length()).toArray();
        for (int i = 1; i <= one.length(); i++) {
            int[] row = new int[other.length() + 1];
            row[0] = i;
            for (int j = 1; j <= other.length(); j++) {
                int changed = before[j - 1] + (one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1);
                row[j] = Math.min(changed, 1 + Math.min(before[j], row[j - 1]));
            }
            before = row;
        }
        return before[other.length()];
    }

    /** Every key that was asked for so far. */
    public Set<String> known() {
        return Set.copyOf(known);
    }

    /** The keys that were asked for here and do not stand in the other file as they do in this one. */
    public Set<String> differences(Settings other) {
        Set<String> differing = new TreeSet<>();
        for (String key : known) {
            if (!values.getOrDefault(key, "").equals(other.values.getOrDefault(key, ""))) {
                differing.add(key);
            }
        }
        return differing;
    }

    /** These settings, but those keys as they stand in the other file. */
    public Settings with(Set<String> keys, Settings other) {
        Map<String, String> mixed = new LinkedHashMap<>(values);
        for (String key : keys) {
            mixed.remove(key);
            if (other.values.containsKey(key)) {
                mixed.put(key, other.values.get(key));
            }
        }
        return new Settings(mixed);
    }

    private String raw(String key) {
        known.add(key);
        return values.getOrDefault(key, "");
    }

    private static List<String> items(String text) {
        return Arrays.stream(text.split(",")).map(String::strip).filter(item -> !item.isEmpty()).toList();
    }
}
