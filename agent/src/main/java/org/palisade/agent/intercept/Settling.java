package org.palisade.agent.intercept;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;

/** Files that changed lately. One is ready once nothing has happened to it for a moment, or after a longer while in any case. */
final class Settling {

    static final long QUIET = TimeUnit.MILLISECONDS.toNanos(300);
    static final long LONGEST = TimeUnit.SECONDS.toNanos(10);

    private record Times(long first, long last) {
        long due() {
            return Math.min(last + QUIET, first + LONGEST);
        }
    }

    private final Map<Path, Times> files = new LinkedHashMap<>();

    void changed(Path file, long now) {
        files.merge(file, new Times(now, now), (old, fresh) -> new Times(old.first(), now));
    }

    /** Takes those that are ready. */
    List<Path> ready(long now) {
        List<Path> ready = new ArrayList<>();
        for (Iterator<Map.Entry<Path, Times>> i = files.entrySet().iterator(); i.hasNext();) {
            Map.Entry<Path, Times> file = i.next();
            if (now - file.getValue().due() >= 0) {
                ready.add(file.getKey());
                i.remove();
            }
        }
        return ready;
    }

    /** Nanoseconds until the next one is ready; empty if there is none. */
    OptionalLong next(long now) {
        return files.values().stream().mapToLong(times -> Math.max(0, times.due() - now)).min();
    }
}
