package org.palisade.bench.scan;

import java.util.Arrays;

/** Times of many calls, nanoseconds. */
final class Quantile {

    private final long[] sorted;

    Quantile(long[] nanos) {
        sorted = nanos.clone();
        Arrays.sort(sorted);
    }

    /** The time that a share of the calls did not exceed, microseconds. */
    double micros(double share) {
        return sorted[(int) Math.min(sorted.length - 1, Math.floor(share * sorted.length))] / 1e3;
    }

    static double median(double... values) {
        double[] copy = values.clone();
        Arrays.sort(copy);
        return copy[copy.length / 2];
    }
}
