package org.palisade.agent.gap;

import java.io.IOException;
import java.io.OutputStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;
import org.palisade.agent.file.OpenFile;

/**
 * Every file let through without a verdict, from before its opening is allowed until it is scanned or gone. A record is one write to the kernel, so a kill of
 * the agent loses nothing that was said to be written; {@link #upkeep} has it reach the disk. What cannot be recorded is counted, durably as well. Methods
 * that take a file ask the kernel for its name and write: not for the thread that reads events.
 */
public final class GapLedger implements AutoCloseable {

    private static final Logger LOG = System.getLogger(GapLedger.class.getName());
    private static final int WASTE = 256 * 1024;

    private final long cap;
    private final Clock clock;
    private final LongSupplier nanoTime;
    private final GapLog log;
    private final Unrecorded unrecorded;
    private final Backlog backlog = new Backlog();
    private final ByteBuffer room = Frame.room();
    private GapTotals totals = GapTotals.NONE;
    private long next = 1;
    private boolean unsynced;
    private boolean failing;

    /**
     * Opens the ledger in a folder, with what an earlier process left there. A disk that cannot be written to is no reason not to start: it is told of in the
     * log, and tried again by {@link #upkeep}.
     */
    public GapLedger(Path folder, GapConfig config, Clock clock, LongSupplier nanoTime) {
        this.cap = config.cap();
        this.clock = clock;
        this.nanoTime = nanoTime;
        this.log = new GapLog(folder);
        this.unrecorded = new Unrecorded(folder.resolve("unrecorded"));
        Replay replay = new Replay();
        long damaged = log.replay(payload -> Form.read(payload, replay));
        if (damaged > 0) {
            LOG.log(Level.WARNING, "the gap ledger was damaged in {0} places; what stood there is lost", damaged);
        }
        replay.end().forEach(file -> backlog.add(file, nanoTime.getAsLong()));
        totals = replay.totals().damage(damaged);
        next = replay.next();
        rewrite();
        // The first record is on the way of somebody who waits: everything it needs is there from now on.
        Form.again(Frame.begin(room), 0, Happening.UNSCANNED, Why.ERROR, 0);
        Frame.end(room);
    }

    /** An opening waits: should the agent be killed, the kernel lets it go. Empty if there is nothing to scan in the file, or no way to record it. */
    public Optional<Unscanned> held(OpenFile file) {
        return happened(file, Happening.HELD, Why.AGENT_ENDED);
    }

    /** An opening that waited got its verdict. */
    public synchronized void released(Unscanned held) {
        again(held, Happening.RELEASED, Why.AGENT_ENDED);
        if (held.held() == 0 && !held.wanted()) {
            backlog.remove(held);
        }
    }

    /** An opening is about to be allowed without a verdict. */
    public void letThrough(OpenFile file, Why why) {
        happened(file, Happening.LET_THROUGH, why);
    }

    /** The same for one that {@link #held} knows. */
    public synchronized void letThrough(Unscanned held, Why why) {
        again(held, Happening.HELD_LET_THROUGH, why);
    }

    /** A file has no verdict, but no opening of it was allowed: it was written, or the opening is refused. */
    public void unscanned(OpenFile file, Why why) {
        happened(file, Happening.UNSCANNED, why);
    }

    /** Takes a file to scan now, if one is due; it is given back by {@link #closed} or {@link #failed}. */
    synchronized Optional<Unscanned> next() {
        return backlog.next(nanoTime.getAsLong());
    }

    /**
     * A file need not be scanned any more. If another opening of it was let through after its scan began, or one waits, it stays open and is tried again soon.
     *
     * @param lettings openings let through when the scan began
     * @param other    true if another inode of the same name was scanned
     */
    synchronized void closed(Unscanned file, Ending ending, int lettings, boolean other) {
        if (file.letThrough() != lettings || file.held() > 0) {
            backlog.soon(file, nanoTime.getAsLong());
            return;
        }
        backlog.remove(file);
        totals = totals.ended(ending);
        Form.closed(Frame.begin(room), file.id(), ending, other, clock.millis());
        write("the end of an entry");
    }

    /** A try ended without a verdict: the next one is later. */
    synchronized void failed(Unscanned file) {
        backlog.later(file, nanoTime.getAsLong());
    }

    synchronized int lettings(Unscanned file) {
        return file.letThrough();
    }

    /** An SVM is there: nothing waits for a later try. */
    public synchronized void svmThere() {
        backlog.now(nanoTime.getAsLong());
    }

    /** Files to scan. */
    public synchronized int open() {
        return backlog.open();
    }

    public synchronized GapTotals totals() {
        return totals;
    }

    /** Openings and files that could not be recorded. */
    public long unrecorded() {
        return unrecorded.count();
    }

    /**
     * To be called once a second by one thread: has everything reach the disk, rewrites the log when much of it is out of date, and tells of what could not be
     * recorded.
     *
     * @param tell told how many openings and files could not be recorded, when they became more; at most once a minute
     */
    public void upkeep(LongConsumer tell) {
        boolean due;
        boolean sync;
        synchronized (this) {
            sync = unsynced;
            unsynced = false;
            due = failing || !log.opened() || log.bytes() > backlog.bytes() + Math.max(WASTE, cap / 2);
        }
        if (sync) {
            sync();
        }
        if (due) {
            rewrite();
        }
        unrecorded.tell(tell, nanoTime.getAsLong());
    }

    /** Ends it; what still waits for a verdict then is let go by the kernel and stays recorded. */
    @Override
    public void close() {
        sync();
        synchronized (this) {
            log.close();
        }
        unrecorded.close();
    }

    private Optional<Unscanned> happened(OpenFile file, Happening happening, Why why) {
        Seen seen;
        try {
            seen = Seen.of(file);
        } catch (IOException e) {
            unrecorded(happening);
            return Optional.empty();
        }
        return seen.scannable() ? happened(seen, happening, why) : Optional.empty();
    }

    synchronized Optional<Unscanned> happened(Seen seen, Happening happening, Why why) {
        Optional<Unscanned> known = backlog.find(seen.key());
        if (known.isPresent()) {
            again(known.get(), happening, why);
            return known;
        }
        Unscanned fresh = seen.begin(next++, clock.millis(), why);
        if (backlog.bytes() + Backlog.size(fresh) > cap || log.bytes() > 2 * cap + WASTE) {
            unrecorded(happening);
            return Optional.empty();
        }
        totals = totals.let(fresh.happened(happening, why));
        Form.file(Frame.begin(room), fresh);
        if (!write("a file let through")) {
            unrecorded.more();
        }
        // Also if it is not on the disk yet: it is scanned all the same, and the next rewriting holds it.
        backlog.add(fresh, nanoTime.getAsLong());
        return Optional.of(fresh);
    }

    /** One that is only held comes again when it is let through. */
    private synchronized void unrecorded(Happening happening) {
        if (happening != Happening.HELD) {
            unrecorded.more();
        }
        totals = totals.let(happening == Happening.LET_THROUGH ? 1 : 0);
    }

    private void again(Unscanned file, Happening happening, Why why) {
        boolean before = file.wanted();
        totals = totals.let(file.happened(happening, why));
        if (file.wanted() && !before) {
            backlog.want(file, nanoTime.getAsLong());
        }
        Form.again(Frame.begin(room), file.id(), happening, why, clock.millis());
        // The file itself is recorded already: failing here costs a count, and the next rewriting puts it right.
        write("another opening");
    }

    private boolean write(String what) {
        try {
            log.append(Frame.end(room));
            unsynced = true;
            return true;
        } catch (IOException e) {
            if (!failing) {
                LOG.log(Level.ERROR, "{0} could not be written to the gap ledger: {1}", what, e.getMessage());
            }
            failing = true;
            return false;
        }
    }

    private void rewrite() {
        try {
            long base;
            synchronized (this) {
                base = log.begin(this::content);
            }
            long freed = log.publish(base);
            synchronized (this) {
                log.freed(freed);
                failing = false;
            }
        } catch (IOException e) {
            synchronized (this) {
                if (!failing) {
                    LOG.log(Level.ERROR, "the gap ledger could not be rewritten: {0}", e.getMessage());
                }
                failing = true;
            }
        }
    }

    private long content(OutputStream stream) throws IOException {
        Form.totals(Frame.begin(room), totals, next);
        long bytes = put(stream);
        for (Unscanned file : backlog.all()) {
            Form.file(Frame.begin(room), file);
            bytes += put(stream);
        }
        return bytes;
    }

    private long put(OutputStream stream) throws IOException {
        Frame.end(room);
        stream.write(room.array(), 0, room.limit());
        return room.limit();
    }

    private void sync() {
        try {
            log.sync();
        } catch (IOException e) {
            LOG.log(Level.ERROR, "the gap ledger may not survive a loss of power: {0}", e.getMessage());
        }
    }
}
