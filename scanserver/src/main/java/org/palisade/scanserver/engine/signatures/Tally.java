package org.palisade.scanserver.engine.signatures;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Counts what is loaded and skipped, by kind. */
final class Tally {

    /** More reasons than these are counted together: some of them hold a piece of the signature. */
    private static final int MOST_REASONS = 40;

    private static final class Count {
        private int loaded;
        private final Map<String, Integer> skipped = new TreeMap<>();
    }

    private final Map<String, Count> kinds = new TreeMap<>();
    private final List<Coverage.Database> databases = new ArrayList<>();

    void loaded(String kind) {
        of(kind).loaded++;
    }

    void skipped(String kind, String reason, int count) {
        Map<String, Integer> reasons = of(kind).skipped;
        reasons.merge(reasons.containsKey(reason) || reasons.size() < MOST_REASONS ? reason : "other", count, Integer::sum);
    }

    void database(Coverage.Database database) {
        databases.add(database);
    }

    Coverage coverage(String signatureSet) {
        Map<String, Coverage.Kind> all = new TreeMap<>();
        kinds.forEach((name, count) -> all.put(name, new Coverage.Kind(count.loaded, Collections.unmodifiableMap(count.skipped))));
        return new Coverage(signatureSet, Collections.unmodifiableMap(all), List.copyOf(databases));
    }

    private Count of(String kind) {
        return kinds.computeIfAbsent(kind, any -> new Count());
    }
}
