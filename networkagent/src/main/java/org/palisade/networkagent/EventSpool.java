package org.palisade.networkagent;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import org.palisade.protocol.http.EventBatch;

/**
 * Events on their way to the Integration Server. An event is on disk before {@link #add} returns and is removed after the server has taken it,
 * so none is lost by a kill and none, by its id, is stored twice. One file an event: a half-written one has another name and is never sent. When the
 * cap is reached new events are dropped and counted in the log: the first ones tell how it began.
 */
public final class EventSpool implements AutoCloseable {

    /** Takes a batch to the Integration Server. */
    @FunctionalInterface
    public interface Sender {
        /**
         * Sends.
         *
         * @throws IOException if the batch must be sent again later
         */
        void send(EventBatch batch) throws IOException;
    }

    private static final Logger LOG = System.getLogger(EventSpool.class.getName());
    private static final int BATCH = 100;
    private static final String READY = ".json";
    private static final String REFUSED = ".refused";

    private final Path folder;
    private final Sender sender;
    private final int cap;
    private final Duration retry;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition arrived = lock.newCondition();
    private final Thread courier;
    private long next;
    private int waiting;
    private boolean closed;

    /**
     * Opens the spool, with whatever an earlier process left in it, and starts sending.
     *
     * @param folder where events wait; made if missing
     * @param sender the way to the server
     * @param cap    most events kept, at least 1
     * @param retry  pause after a failed attempt
     * @throws IOException if the folder cannot be used
     */
    public EventSpool(Path folder, Sender sender, int cap, Duration retry) throws IOException {
        this.folder = folder;
        this.sender = sender;
        this.cap = cap;
        this.retry = retry;
        Files.createDirectories(folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        List<Path> left = ready();
        waiting = left.size();
        next = left.isEmpty() ? 1 : sequence(left.get(left.size() - 1)) + 1;
        courier = new Thread(null, this::carry, "event-courier", 256 * 1024);
        courier.setDaemon(true);
        courier.start();
    }

    /** Keeps an event and wakes the courier. Never fails for want of a server; a full or broken disk is logged. */
    public void add(EventBatch.Event event) {
        lock.lock();
        try {
            if (waiting >= cap) {
                LOG.log(Level.WARNING, "event spool is full ({0} events): event {1} is dropped", cap, event.id());
                return;
            }
            write(event);
            next++;
            waiting++;
            arrived.signal();
        } catch (IOException e) {
            LOG.log(Level.ERROR, "event " + event.id() + " could not be spooled", e);
        } finally {
            lock.unlock();
        }
    }

    /** Sends what waits, if the server takes it at once, and stops. The rest stays on disk for the next start. */
    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            arrived.signal();
        } finally {
            lock.unlock();
        }
        try {
            courier.join(Duration.ofSeconds(5).toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void write(EventBatch.Event event) throws IOException {
        String name = String.format("%016d", next);
        Path fresh = folder.resolve(name + ".new");
        try (FileChannel out = FileChannel.open(fresh, StandardOpenOption.WRITE, StandardOpenOption.CREATE,
                StandardOpenOption.TRUNCATE_EXISTING)) {
            out.write(StandardCharsets.UTF_8.encode(Json.write(event)));
            out.force(false);
        }
        Files.move(fresh, folder.resolve(name + READY), StandardCopyOption.ATOMIC_MOVE);
    }

    private void carry() {
        boolean last = false;
        while (!last) {
            last = awaitEvents();
            try {
                while (sendBatch()) {
                    continue;
                }
            } catch (IOException | UncheckedIOException e) {
                LOG.log(Level.DEBUG, "events wait: {0}", e.getMessage());
                last = last || pause();
            } catch (RuntimeException | OutOfMemoryError e) {
                LOG.log(Level.ERROR, "events could not be sent", e);
                last = last || pause();
            }
        }
    }

    /** Waits until there is something to send; true if the spool is being closed. */
    private boolean awaitEvents() {
        lock.lock();
        try {
            while (waiting == 0 && !closed) {
                arrived.awaitUninterruptibly();
            }
            return closed;
        } finally {
            lock.unlock();
        }
    }

    /** Waits before the next attempt; true if the spool is being closed. */
    private boolean pause() {
        lock.lock();
        try {
            long left = retry.toNanos();
            while (left > 0 && !closed) {
                left = arrived.awaitNanos(left);
            }
            return closed;
        } catch (InterruptedException e) {
            return true;
        } finally {
            lock.unlock();
        }
    }

    private boolean sendBatch() throws IOException {
        List<Path> files = ready();
        if (files.isEmpty()) {
            return false;
        }
        files = files.subList(0, Math.min(BATCH, files.size()));
        List<EventBatch.Event> events = new ArrayList<>();
        List<Path> read = new ArrayList<>();
        for (Path file : files) {
            try {
                events.add(Json.read(Files.readString(file), EventBatch.Event.class));
                read.add(file);
            } catch (IOException e) {
                setAside(file, "cannot be read");
            }
        }
        deliver(events, read);
        return true;
    }

    private void deliver(List<EventBatch.Event> events, List<Path> files) throws IOException {
        if (events.isEmpty()) {
            return;
        }
        try {
            sender.send(new EventBatch(events));
        } catch (ServerRefusedException e) {
            // One bad event must not hold up the others: find it by sending them one by one, and set aside only what is refused for itself.
            if (e.status() != 400 && e.status() != 413 && e.status() != 422) {
                throw e;
            }
            if (events.size() == 1) {
                setAside(files.get(0), "was refused as " + e.slug());
                return;
            }
            for (int i = 0; i < events.size(); i++) {
                deliver(List.of(events.get(i)), List.of(files.get(i)));
            }
            return;
        }
        for (Path file : files) {
            Files.deleteIfExists(file);
            gone();
        }
    }

    private void setAside(Path file, String why) throws IOException {
        LOG.log(Level.WARNING, "spooled event {0} {1} and is set aside", file.getFileName(), why);
        Files.move(file, file.resolveSibling(file.getFileName() + REFUSED), StandardCopyOption.REPLACE_EXISTING);
        gone();
    }

    private void gone() {
        lock.lock();
        try {
            waiting--;
        } finally {
            lock.unlock();
        }
    }

    private List<Path> ready() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.getFileName().toString().matches("\\d{16}\\.json")).sorted().toList();
        }
    }

    private static long sequence(Path file) {
        return Long.parseLong(file.getFileName().toString().substring(0, 16));
    }
}
