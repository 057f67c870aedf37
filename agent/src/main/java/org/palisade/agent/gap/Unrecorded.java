package org.palisade.agent.gap;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;

/** How many openings and files could not be recorded, and how many of them were told of; on disk, so that neither a kill nor a full disk hides it. */
final class Unrecorded implements AutoCloseable {

    private static final Logger LOG = System.getLogger(Unrecorded.class.getName());
    private static final long PAUSE = TimeUnit.MINUTES.toNanos(1);

    private final Path path;
    private Optional<Slot> slot = Optional.empty();
    private long count;
    private long told;
    private long toldAt;
    private boolean first = true;

    Unrecorded(Path path) {
        this.path = path;
        open();
    }

    synchronized long count() {
        return count;
    }

    synchronized void more() {
        count++;
        put();
    }

    /** Tells how many there are, if they are more than when it was told last. */
    void tell(LongConsumer listener, long now) {
        long number;
        synchronized (this) {
            if (slot.isEmpty()) {
                open();
            }
            if (count == told || !first && now - toldAt < PAUSE) {
                return;
            }
            first = false;
            toldAt = now;
            number = count;
        }
        LOG.log(Level.ERROR, "{0} files were let through that could not be recorded", number);
        listener.accept(number);
        synchronized (this) {
            told = number;
            put();
        }
    }

    @Override
    public synchronized void close() {
        slot.ifPresent(open -> {
            try {
                open.sync();
                open.close();
            } catch (IOException e) {
                LOG.log(Level.WARNING, "the count of unrecorded files could not be closed: {0}", e.getMessage());
            }
        });
    }

    private void open() {
        try {
            Private.folder(path.getParent());
            Slot fresh = new Slot(path, 2);
            count += fresh.get()[0];
            told = Math.max(told, fresh.get()[1]);
            slot = Optional.of(fresh);
        } catch (IOException e) {
            LOG.log(Level.WARNING, "unrecorded files can be counted in memory only: {0}", e.getMessage());
        }
    }

    private void put() {
        try {
            if (slot.isPresent()) {
                slot.get().put(count, told);
            }
        } catch (IOException e) {
            LOG.log(Level.WARNING, "unrecorded files are counted in memory only: {0}", e.getMessage());
        }
    }
}
