package org.palisade.agent.discovery;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.palisade.protocol.http.Place;
import org.palisade.protocol.http.SvmList;

/**
 * An SVM as a line of a table: a letter, which is also its id in order, and behind it what is known of it, {@code name=value}. Values of lists are
 * separated by a plus sign; {@code tags=} is a list of none.
 */
final class Candidate {

    private Candidate() {
    }

    /** Lines are separated by semicolons. */
    static List<Svm> all(String table) {
        return Arrays.stream(table.split(";")).map(line -> Svm.of(entry(line.strip())).orElseThrow()).toList();
    }

    static UUID id(String letter) {
        return new UUID(0, letter.charAt(0));
    }

    static String letter(Svm svm) {
        return Character.toString((char) svm.id().getLeastSignificantBits());
    }

    static SvmList.Entry entry(String line) {
        String[] words = line.split("\\s+");
        Map<String, String> known = known(Arrays.copyOfRange(words, 1, words.length));
        SvmList.Entry entry = new SvmList.Entry(id(words[0]).toString(), "127.0.0.1", 9877, null, "1", Integer.parseInt(known.getOrDefault("protocol", "1")), "set",
                Double.parseDouble(known.getOrDefault("load", "0")), Integer.parseInt(known.getOrDefault("agents", "0")),
                Integer.parseInt(known.getOrDefault("lowest", "0")), list(known, "channels"), list(known, "guests"), list(known, "tags"),
                known.containsKey("required"), known.get("licence"), list(known, "keys"), place(known), known.containsKey("large"));
        known.keySet().removeAll(List.of("protocol", "load", "agents", "lowest", "channels", "guests", "tags", "required", "licence", "keys", "large", "kind", "host",
                "cluster", "dc", "group", "project", "zone"));
        if (!known.isEmpty()) {
            throw new IllegalArgumentException("a table cannot say " + known);
        }
        return entry;
    }

    /** A place from words {@code name=value}; null if there is no {@code kind} among them. */
    static Place place(String words) {
        return place(known(words.split("\\s+")));
    }

    private static Place place(Map<String, String> known) {
        return known.containsKey("kind") ? new Place(known.get("kind"), known.get("host"), known.get("cluster"), known.get("dc"), known.get("group"),
                known.get("project"), known.get("zone")) : null;
    }

    private static Map<String, String> known(String... words) {
        Map<String, String> known = new LinkedHashMap<>();
        for (String word : words) {
            int equals = word.indexOf('=');
            known.put(equals < 0 ? word : word.substring(0, equals), equals < 0 ? "" : word.substring(equals + 1));
        }
        return known;
    }

    private static List<String> list(Map<String, String> known, String name) {
        String text = known.get(name);
        return text == null ? null : text.isEmpty() ? List.of() : List.of(text.split("\\+"));
    }
}
