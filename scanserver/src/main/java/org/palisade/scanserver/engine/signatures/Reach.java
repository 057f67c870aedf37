package org.palisade.scanserver.engine.signatures;

import java.util.ArrayDeque;
import java.util.Deque;

/** Where the next part of a touched signature may begin: a few intervals, kept small by joining those that meet and dropping those passed. */
final class Reach {

    private final Deque<long[]> intervals = new ArrayDeque<>();

    /** Adds an interval; callers come with ever larger {@code lowest} and {@code highest}. */
    void add(long lowest, long highest) {
        long[] last = intervals.peekLast();
        if (last != null && lowest <= last[1] || last != null && lowest == last[1] + 1) {
            last[1] = Math.max(last[1], highest);
        } else {
            intervals.addLast(new long[] {lowest, highest});
        }
    }

    boolean allows(long start) {
        for (long[] interval : intervals) {
            if (start < interval[0]) {
                return false;
            }
            if (start <= interval[1]) {
                return true;
            }
        }
        return false;
    }

    /** Drops what lies before a place that will not come again. */
    void passed(long place) {
        while (!intervals.isEmpty() && intervals.peekFirst()[1] < place) {
            intervals.removeFirst();
        }
    }
}
