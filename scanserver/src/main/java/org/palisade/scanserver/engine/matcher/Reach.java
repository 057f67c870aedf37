package org.palisade.scanserver.engine.matcher;

import java.util.Arrays;

/**
 * Where the next piece of a touched chain may begin: intervals, kept few by joining those that meet and dropping those passed. A gap without a largest distance
 * is one interval for good.
 */
final class Reach {

    /** ClamAV remembers 8. */
    static final int MOST = 256;

    private long[] lowest = new long[2];
    private long[] highest = new long[2];
    private int first;
    private int end;
    private boolean lost;

    /** Adds an interval. */
    void add(long from, long to) {
        if (end > first) {
            int last = end - 1;
            boolean open = highest[last] == Long.MAX_VALUE;
            if (open || from >= lowest[last] && from <= highest[last] + 1) {
                lowest[last] = Math.min(lowest[last], from);
                highest[last] = Math.max(highest[last], to);
                return;
            }
        }
        if (end - first == MOST) {
            first++;
            lost = true;
        }
        if (end == lowest.length) {
            int size = Math.max(4, (end - first) * 2);
            lowest = Arrays.copyOf(Arrays.copyOfRange(lowest, first, end), size);
            highest = Arrays.copyOf(Arrays.copyOfRange(highest, first, end), size);
            end -= first;
            first = 0;
        }
        lowest[end] = from;
        highest[end++] = to;
    }

    /** Whether the next piece may begin there. */
    boolean allows(long start) {
        for (int i = first; i < end; i++) {
            if (start >= lowest[i] && start <= highest[i]) {
                return true;
            }
        }
        return false;
    }

    /** Drops what lies before a place that will not come again. */
    void passed(long place) {
        while (first < end && highest[first] < place) {
            first++;
        }
    }

    /** Whether it holds all from some place on, so that nothing more need be added. */
    boolean open() {
        return end > first && highest[end - 1] == Long.MAX_VALUE;
    }

    /** Whether intervals that might still have been needed were given up. */
    boolean lost() {
        return lost;
    }
}
