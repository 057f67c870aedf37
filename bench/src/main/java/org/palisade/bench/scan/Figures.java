package org.palisade.bench.scan;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** What was measured, in the order it is printed, each with its goal. */
final class Figures {

    private record Row(String what, double value, String goal, boolean met) {
    }

    private final Map<String, Row> rows = new LinkedHashMap<>();

    /** A figure that should be at least so much. */
    void atLeast(String key, String what, double value, double goal) {
        rows.put(key, new Row(what, value, "≥ " + number(goal), value >= goal));
    }

    /** A figure that should be at most so much. */
    void atMost(String key, String what, double value, double goal) {
        rows.put(key, new Row(what, value, "≤ " + number(goal), value <= goal));
    }

    /** A figure without a goal. */
    void plain(String key, String what, double value) {
        rows.put(key, new Row(what, value, "", true));
    }

    String json() {
        StringBuilder text = new StringBuilder("{");
        rows.forEach((key, row) -> text.append(text.length() == 1 ? "" : ",").append("\n  \"").append(key).append("\": ")
                .append(String.format(Locale.ROOT, "%.3f", row.value())));
        return text.append("\n}").toString();
    }

    String table() {
        StringBuilder text = new StringBuilder();
        text.append("| what | measured | goal | |\n|---|---:|---:|---|\n");
        rows.values().forEach(row -> text.append("| ").append(row.what()).append(" | ").append(number(row.value())).append(" | ").append(row.goal())
                .append(" | ").append(row.goal().isEmpty() ? "" : row.met() ? "met" : "missed").append(" |\n"));
        return text.toString();
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, value >= 100 ? "%,.0f" : value >= 10 ? "%.1f" : "%.2f", value);
    }
}
