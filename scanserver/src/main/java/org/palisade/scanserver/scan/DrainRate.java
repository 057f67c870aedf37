package org.palisade.scanserver.scan;

/** How fast a queue empties, and so when it is worth coming back. Not thread-safe. */
final class DrainRate {

    /** When nothing is known yet. */
    static final int UNKNOWN_MILLIS = 1000;
    private static final int LEAST_MILLIS = 100;
    private static final int MOST_MILLIS = 60_000;
    private static final double WEIGHT = 0.3;

    private long left;
    private long since;
    private double perSecond;
    private boolean known;

    DrainRate(long now) {
        this.since = now;
    }

    /** One has left. */
    void left() {
        left++;
    }

    /** Takes a sample; about every second. */
    void sample(long now) {
        double seconds = (now - since) / 1e9;
        if (seconds <= 0) {
            return;
        }
        if (left > 0 || known) {
            perSecond = known ? perSecond + WEIGHT * (left / seconds - perSecond) : left / seconds;
            known = true;
        }
        left = 0;
        since = now;
    }

    /** When as many as wait now will have left, 100–60 000 ms. */
    int retryMillis(int waiting) {
        if (!known) {
            return UNKNOWN_MILLIS;
        }
        return (int) Math.max(LEAST_MILLIS, Math.min(MOST_MILLIS, 1000.0 * (waiting + 1) / Math.max(perSecond, 0.001)));
    }
}
