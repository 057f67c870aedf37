package org.palisade.agent.gap;

import java.io.FileOutputStream;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * The times this agent ran with protection on access and without an SVM. The present one is written down at each look, so a kill costs what passed since the
 * last one. Lengths are measured by the clock of durations: setting the clock of the day changes when a period began, never how long it was.
 */
public final class Periods implements AutoCloseable {

    /** Periods kept one by one; older ones are added up. */
    static final int MOST = 1000;

    private static final Logger LOG = System.getLogger(Periods.class.getName());
    private static final byte PERIOD = 1;
    private static final byte EARLIER = 2;

    /**
     * A time without protection.
     *
     * @param start      when it began
     * @param length     how long it was, or has been so far
     * @param letThrough openings let through without a verdict meanwhile
     * @param over       false while it lasts
     */
    public record Period(Instant start, Duration length, long letThrough, boolean over) {

        /** When it was over, or how far it is known. */
        public Instant end() {
            return start.plus(length);
        }
    }

    private record Present(Instant start, long began, long letThrough) {
    }

    private final Path folder;
    private final Clock clock;
    private final LongSupplier nanoTime;
    private final Deque<Period> past = new ArrayDeque<>();
    private Duration earlier = Duration.ZERO;
    private Optional<Slot> beat = Optional.empty();
    private Optional<Present> present = Optional.empty();
    private long seenLetThrough;
    private int written;
    private boolean complained;

    /** Takes over what an earlier process left in the folder; a period that it did not end was over when it was last looked at. */
    public Periods(Path folder, Clock clock, LongSupplier nanoTime) {
        this.folder = folder;
        this.clock = clock;
        this.nanoTime = nanoTime;
        try {
            Private.folder(folder);
            if (Files.exists(log())) {
                long damaged = Frame.read(log(), this::take);
                if (damaged > 0) {
                    LOG.log(Level.WARNING, "the periods without protection were damaged in {0} places", damaged);
                }
            }
            Slot slot = new Slot(folder.resolve("present"), 4);
            beat = Optional.of(slot);
            long[] left = slot.get();
            if (left[0] == 1) {
                keep(new Period(Instant.ofEpochMilli(left[1]), Duration.ofMillis(left[2]), left[3], true));
            }
            // First to the log, then off the slot: a kill in between gives the period twice, and it is the same one then.
            rewrite();
            slot.put(0);
        } catch (IOException e) {
            complain(e);
        }
    }

    /**
     * Looks how it is; to be called at each change and once a second.
     *
     * @param unprotected true if protection on access is on and no SVM is there
     * @param letThrough  openings let through in all
     */
    public synchronized void look(boolean unprotected, long letThrough) {
        seenLetThrough = letThrough;
        try {
            if (unprotected && present.isEmpty()) {
                present = Optional.of(new Present(clock.instant(), nanoTime.getAsLong(), letThrough));
            }
            if (present.isEmpty()) {
                return;
            }
            Period period = now(present.get(), !unprotected);
            if (unprotected) {
                put(1, period.start().toEpochMilli(), period.length().toMillis(), period.letThrough());
            } else {
                present = Optional.empty();
                keep(period);
                append(period);
                put(0);
            }
        } catch (IOException e) {
            complain(e);
        }
    }

    /** The latest ones, oldest first. */
    public synchronized List<Period> latest(int most) {
        List<Period> all = new ArrayList<>(past);
        present.ifPresent(lasting -> all.add(now(lasting, false)));
        return List.copyOf(all.subList(Math.max(0, all.size() - most), all.size()));
    }

    /** All of them together, those no longer kept one by one included. */
    public synchronized Duration total() {
        Duration sum = earlier;
        for (Period period : latest(Integer.MAX_VALUE)) {
            sum = sum.plus(period.length());
        }
        return sum;
    }

    @Override
    public synchronized void close() {
        look(false, seenLetThrough);
        try {
            if (beat.isPresent()) {
                beat.get().sync();
                beat.get().close();
            }
        } catch (IOException e) {
            complain(e);
        }
        beat = Optional.empty();
    }

    private Period now(Present lasting, boolean over) {
        Duration length = Duration.ofNanos(Math.max(0, nanoTime.getAsLong() - lasting.began()));
        return new Period(lasting.start(), length, Math.max(0, seenLetThrough - lasting.letThrough()), over);
    }

    private void keep(Period period) {
        Optional<Period> last = Optional.ofNullable(past.peekLast());
        if (last.isPresent() && last.get().start().equals(period.start())) {
            past.removeLast();
        }
        past.addLast(period);
        if (past.size() > MOST) {
            earlier = earlier.plus(past.removeFirst().length());
        }
    }

    private boolean take(ByteBuffer payload) {
        if (payload.remaining() != 1 + 3 * Long.BYTES) {
            return false;
        }
        byte kind = payload.get();
        long start = payload.getLong();
        Duration length = Duration.ofMillis(payload.getLong());
        if (kind == EARLIER) {
            earlier = length;
        } else {
            keep(new Period(Instant.ofEpochMilli(start), length, payload.getLong(), true));
        }
        written++;
        return true;
    }

    private void append(Period period) throws IOException {
        if (written > 2 * MOST) {
            rewrite();
            return;
        }
        if (!Files.exists(log())) {
            Private.file(log());
        }
        try (FileOutputStream out = new FileOutputStream(log().toFile(), true)) {
            write(out, PERIOD, period.start().toEpochMilli(), period.length(), period.letThrough());
            out.getFD().sync();
        }
        written++;
    }

    private void rewrite() throws IOException {
        Path fresh = folder.resolve("periods.new");
        Files.deleteIfExists(fresh);
        try (FileOutputStream out = new FileOutputStream(Private.file(fresh).toFile())) {
            write(out, EARLIER, 0, earlier, 0);
            for (Period period : past) {
                write(out, PERIOD, period.start().toEpochMilli(), period.length(), period.letThrough());
            }
            out.getFD().sync();
        }
        Files.move(fresh, log(), StandardCopyOption.ATOMIC_MOVE);
        Private.syncFolder(folder);
        written = past.size();
    }

    private static void write(FileOutputStream out, byte kind, long start, Duration length, long letThrough) throws IOException {
        ByteBuffer room = Frame.room();
        room.put(kind).putLong(start).putLong(length.toMillis()).putLong(letThrough);
        Frame.end(room);
        out.write(room.array(), 0, room.limit());
    }

    private void put(long... numbers) throws IOException {
        if (beat.isPresent()) {
            beat.get().put(numbers);
        }
        complained = false;
    }

    private void complain(IOException e) {
        if (!complained) {
            LOG.log(Level.ERROR, "the time without protection cannot be written down: {0}", e.getMessage());
        }
        complained = true;
    }

    private Path log() {
        return folder.resolve("periods");
    }
}
