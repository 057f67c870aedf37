package org.palisade.agent.gap;

import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.concurrent.TimeUnit;

/** The open files in memory, and when each is to be tried. A file that keeps failing is tried ever more seldom, and never given up. Guarded by the ledger's lock. */
final class Backlog {

    /** First pause after a failure; it doubles each time. */
    static final long SHORTEST = TimeUnit.SECONDS.toNanos(2);
    static final long LONGEST = TimeUnit.HOURS.toNanos(1);

    /** What a record needs besides handle and path, header included. */
    private static final int FIXED = Frame.HEADER + 68;

    private final Map<Unscanned.Key, Unscanned> files = new HashMap<>();
    private final PriorityQueue<Unscanned> queue = new PriorityQueue<>(Comparator.comparingLong(Unscanned::due).thenComparingLong(Unscanned::id));
    private long bytes;
    private int wanted;

    /** Bytes of one record a file: what cannot be made less by merging. */
    long bytes() {
        return bytes;
    }

    /** Files to scan. */
    int open() {
        return wanted;
    }

    Collection<Unscanned> all() {
        return files.values();
    }

    Optional<Unscanned> find(Unscanned.Key key) {
        return Optional.ofNullable(files.get(key));
    }

    /** Bytes a file's record takes. */
    static long size(Unscanned file) {
        return FIXED + file.handle().length + file.path().length();
    }

    void add(Unscanned file, long now) {
        files.put(file.key(), file);
        bytes += size(file);
        if (file.wanted()) {
            want(file, now);
        }
    }

    /** It is to be scanned from now on. */
    void want(Unscanned file, long now) {
        wanted++;
        file.again(0, now);
        queue.add(file);
    }

    void remove(Unscanned file) {
        if (files.remove(file.key(), file)) {
            bytes -= size(file);
            wanted -= file.wanted() ? 1 : 0;
        }
        file.close();
    }

    /** Takes the one that waits longest, if its time has come; it comes back by {@link #later} or {@link #soon}, or is removed. */
    Optional<Unscanned> next(long now) {
        while (!queue.isEmpty() && queue.peek().closed()) {
            queue.poll();
        }
        return queue.isEmpty() || queue.peek().due() - now > 0 ? Optional.empty() : Optional.of(queue.poll());
    }

    void later(Unscanned file, long now) {
        long pause = file.tries() >= 11 ? LONGEST : Math.min(LONGEST, SHORTEST << file.tries());
        file.again(file.tries() + 1, now + pause);
        queue.add(file);
    }

    void soon(Unscanned file, long now) {
        file.again(0, now + SHORTEST);
        queue.add(file);
    }

    /** All that wait are to be tried now. */
    void now(long now) {
        Unscanned[] waiting = queue.toArray(Unscanned[]::new);
        queue.clear();
        for (Unscanned file : waiting) {
            if (!file.closed()) {
                file.again(0, now);
                queue.add(file);
            }
        }
    }
}
