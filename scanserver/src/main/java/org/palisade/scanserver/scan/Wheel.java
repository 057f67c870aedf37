package org.palisade.scanserver.scan;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * What is to happen at a time, to the next tick. Setting and clearing cost the same however much is set; nothing cleared is kept. Not thread-safe.
 *
 * @param <T> whom a time is for
 */
final class Wheel<T> {

    private static final int BUCKETS = 1024;

    /** A time for one; set at most once at a time. */
    static final class Alarm<T> {

        private final T owner;
        private long at;
        private int bucket = -1;
        private int index;

        Alarm(T owner) {
            this.owner = owner;
        }

        boolean isSet() {
            return bucket >= 0;
        }
    }

    private final long tick;
    private final List<List<Alarm<T>>> buckets = new ArrayList<>(BUCKETS);
    private long turned;

    /**
     * An empty wheel.
     *
     * @param tick nanoseconds
     * @param now  by the clock that {@link #turn} and {@link #set} are given
     */
    Wheel(long tick, long now) {
        this.tick = tick;
        this.turned = Math.floorDiv(now, tick);
        for (int i = 0; i < BUCKETS; i++) {
            buckets.add(new ArrayList<>(0));
        }
    }

    /** It goes off in the first turn at that time or later. */
    void set(Alarm<T> alarm, long at) {
        clear(alarm);
        alarm.at = at;
        // Rounded up, and never into a bucket that was emptied already: it would wait a whole revolution.
        long slot = Math.max(Math.floorDiv(at + tick - 1, tick), turned + 1);
        alarm.bucket = (int) Math.floorMod(slot, (long) BUCKETS);
        List<Alarm<T>> bucket = buckets.get(alarm.bucket);
        alarm.index = bucket.size();
        bucket.add(alarm);
    }

    void clear(Alarm<T> alarm) {
        if (alarm.bucket < 0) {
            return;
        }
        List<Alarm<T>> bucket = buckets.get(alarm.bucket);
        Alarm<T> last = bucket.remove(bucket.size() - 1);
        if (last != alarm) {
            bucket.set(alarm.index, last);
            last.index = alarm.index;
        }
        alarm.bucket = -1;
    }

    /** Tells of everything whose time has come. */
    void turn(long now, Consumer<T> due) {
        long target = Math.floorDiv(now, tick);
        List<Alarm<T>> gone = new ArrayList<>();
        long first = Math.max(turned + 1, target - BUCKETS + 1);
        for (long slot = first; slot <= target; slot++) {
            for (Alarm<T> alarm : buckets.get((int) Math.floorMod(slot, (long) BUCKETS))) {
                if (alarm.at - now <= 0) {
                    gone.add(alarm);
                }
            }
        }
        turned = Math.max(turned, target);
        for (Alarm<T> alarm : gone) {
            if (alarm.isSet() && alarm.at - now <= 0) {
                clear(alarm);
                due.accept(alarm.owner);
            }
        }
    }
}
