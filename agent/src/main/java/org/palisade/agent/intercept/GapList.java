package org.palisade.agent.intercept;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.palisade.agent.file.RawPath;

/**
 * Files let through without a verdict, to be scanned as soon as somebody can. In memory, bounded: when it is full the oldest is dropped and counted.
 */
final class GapList {

    static final int MOST = 10_000;
    static final int TRIES = 5;

    private final Map<RawPath, Integer> files = new LinkedHashMap<>();
    private final Set<RawPath> underWay = new HashSet<>();
    private long dropped;

    /** Adds a file; a file that failed too often is given up. */
    synchronized void add(RawPath path) {
        int tries = files.merge(path, 0, (old, zero) -> old);
        if (tries == 0 && files.size() > MOST) {
            Iterator<RawPath> oldest = files.keySet().iterator();
            oldest.next();
            oldest.remove();
            dropped++;
        }
    }

    /** Files to try now; each stays on the list until {@link #done}, at most for some tries. One that is being tried is not tried again before {@link #undone}. */
    synchronized List<RawPath> next(int most) {
        List<RawPath> next = new ArrayList<>();
        for (Iterator<Map.Entry<RawPath, Integer>> i = files.entrySet().iterator(); i.hasNext() && next.size() < most;) {
            Map.Entry<RawPath, Integer> file = i.next();
            if (underWay.contains(file.getKey())) {
                continue;
            }
            if (file.getValue() >= TRIES) {
                i.remove();
                dropped++;
            } else {
                file.setValue(file.getValue() + 1);
                underWay.add(file.getKey());
                next.add(file.getKey());
            }
        }
        return next;
    }

    synchronized void done(RawPath path) {
        files.remove(path);
        underWay.remove(path);
    }

    /** The try ended without a verdict. */
    synchronized void undone(RawPath path) {
        underWay.remove(path);
    }

    synchronized int size() {
        return files.size();
    }

    /** How many were given up. */
    synchronized long dropped() {
        return dropped;
    }
}
