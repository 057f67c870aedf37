package org.palisade.agent.gap;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.LongFunction;
import org.palisade.agent.file.FileStatus;
import org.palisade.agent.file.Libc;
import org.palisade.agent.file.NativeIOException;
import org.palisade.agent.file.OpenFile;
import org.palisade.agent.file.RawPath;
import org.palisade.agent.scan.Outcome;
import org.palisade.protocol.scan.ScanStatus;

/**
 * Scans what the ledger holds, as long as there is an SVM. A file is looked for by its name; if that has another inode now, or none, by its inode, wherever it
 * was moved to; if that is no more, what has its name now is scanned in its place.
 */
public final class GapScan implements AutoCloseable {

    private static final Logger LOG = System.getLogger(GapScan.class.getName());
    private static final int UNDER_WAY = 32;
    private static final int ROUND_MILLIS = 500;
    private static final int STACK = 256 * 1024;
    private static final int ENXIO = 6;
    private static final int ENOTDIR = 20;
    private static final int ELOOP = 40;
    private static final int ESTALE = 116;

    /** Does with an infected file what is to be done; takes it over and closes it. */
    @FunctionalInterface
    public interface Threats {
        void found(OpenFile file, Outcome outcome);
    }

    /**
     * A file found again.
     *
     * @param other true if it is not the one that was let through but has its name
     */
    private record Found(OpenFile file, boolean other) {
    }

    private final GapLedger ledger;
    private final Function<OpenFile, CompletableFuture<Outcome>> scan;
    private final Threats threats;
    private final BooleanSupplier connected;
    private final LongFunction<Optional<RawPath>> mounted;
    private final Semaphore underWay = new Semaphore(UNDER_WAY);
    private final Thread thread = new Thread(null, this::run, "gaps", STACK);
    private volatile boolean closed;

    /**
     * A scan that does nothing before {@link #start}.
     *
     * @param scan      looks at a file
     * @param connected whether there is an SVM
     * @param mounted   where the file system with that device is mounted
     */
    public GapScan(GapLedger ledger, Function<OpenFile, CompletableFuture<Outcome>> scan, Threats threats, BooleanSupplier connected,
            LongFunction<Optional<RawPath>> mounted) {
        this.ledger = ledger;
        this.scan = scan;
        this.threats = threats;
        this.connected = connected;
        this.mounted = mounted;
        thread.setDaemon(true);
    }

    public void start() {
        thread.start();
    }

    @Override
    public void close() {
        closed = true;
        thread.interrupt();
    }

    private void run() {
        try {
            while (!closed) {
                round();
                TimeUnit.MILLISECONDS.sleep(ROUND_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Scans everything that is due, some at a time. */
    void round() throws InterruptedException {
        while (!closed && connected.getAsBoolean()) {
            underWay.acquire();
            Optional<Unscanned> next = ledger.next();
            if (next.isEmpty()) {
                underWay.release();
                return;
            }
            begin(next.get());
        }
    }

    private void begin(Unscanned entry) {
        // What is let through from here on is not what this scan reads.
        int lettings = ledger.lettings(entry);
        try {
            Optional<Found> found = find(entry);
            if (found.isPresent()) {
                scan(entry, lettings, found.get());
                return;
            }
            ledger.closed(entry, Ending.VANISHED, lettings, false);
        } catch (IOException | RuntimeException e) {
            LOG.log(Level.DEBUG, "a file let through cannot be opened now: {0}", e.getMessage());
            ledger.failed(entry);
        }
        underWay.release();
    }

    private void scan(Unscanned entry, int lettings, Found found) {
        CompletableFuture<Outcome> answer;
        try {
            answer = scan.apply(found.file());
        } catch (RuntimeException e) {
            answer = CompletableFuture.failedFuture(e);
        }
        answer.whenComplete((outcome, failure) -> {
            try {
                conclude(entry, lettings, found, Optional.ofNullable(outcome));
            } finally {
                underWay.release();
            }
        });
    }

    private void conclude(Unscanned entry, int lettings, Found found, Optional<Outcome> outcome) {
        if (outcome.isPresent() && outcome.get().infected()) {
            ledger.closed(entry, Ending.INFECTED, lettings, found.other());
            threats.found(found.file(), outcome.get());
            return;
        }
        found.file().close();
        if (outcome.isPresent() && outcome.get().verdict().status() == ScanStatus.CLEAN) {
            ledger.closed(entry, Ending.CLEAN, lettings, found.other());
        } else {
            ledger.failed(entry);
        }
    }

    private Optional<Found> find(Unscanned entry) throws IOException {
        OpenFile named;
        try {
            named = OpenFile.open(entry.path());
        } catch (NativeIOException e) {
            int number = e.number();
            if (number == Libc.ENOENT || number == ENOTDIR || number == ELOOP || number == ENXIO) {
                return moved(entry).map(file -> new Found(file, false));
            }
            throw e;
        }
        try {
            FileStatus status = named.status();
            boolean same = entry.version().map(version -> version.sameFile(status.version())).orElse(true);
            if (same && status.regular()) {
                return Optional.of(new Found(named, false));
            }
            Optional<OpenFile> moved = moved(entry);
            if (moved.isEmpty() && status.regular()) {
                return Optional.of(new Found(named, true));
            }
            named.close();
            return moved.map(file -> new Found(file, false));
        } catch (IOException | RuntimeException e) {
            named.close();
            throw e;
        }
    }

    /** The inode that was let through, under whichever name it has now. Its path means nothing here if it was opened in a container. */
    private Optional<OpenFile> moved(Unscanned entry) throws IOException {
        if (entry.handle().length == 0 || entry.version().isEmpty()) {
            return Optional.empty();
        }
        long device = entry.version().get().device();
        Optional<OpenFile> folder = parent(entry.path(), device);
        if (folder.isEmpty()) {
            Optional<RawPath> place = mounted.apply(device);
            folder = place.isEmpty() ? Optional.empty() : on(place.get(), device);
        }
        if (folder.isEmpty()) {
            return Optional.empty();
        }
        try (OpenFile there = folder.get()) {
            return same(OpenFile.byHandle(there, entry.handle()), entry);
        } catch (NativeIOException e) {
            if (e.number() == ESTALE || e.number() == Libc.EPERM) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /** The nearest folder above that is still there, if it is on the device. */
    private static Optional<OpenFile> parent(RawPath path, long device) throws IOException {
        RawPath folder = path;
        do {
            folder = folder.parent();
            try {
                return on(folder, device);
            } catch (NativeIOException e) {
                if (e.number() != Libc.ENOENT && e.number() != ENOTDIR && e.number() != ELOOP) {
                    throw e;
                }
            }
        } while (folder.length() > 1);
        return Optional.empty();
    }

    private static Optional<OpenFile> on(RawPath folder, long device) throws IOException {
        OpenFile open = OpenFile.open(folder);
        try {
            if (open.status().version().device() == device) {
                return Optional.of(open);
            }
        } catch (IOException e) {
            open.close();
            throw e;
        }
        open.close();
        return Optional.empty();
    }

    private static Optional<OpenFile> same(OpenFile file, Unscanned entry) throws IOException {
        FileStatus status = file.status();
        if (status.regular() && entry.version().map(version -> version.sameFile(status.version())).orElse(false)) {
            return Optional.of(file);
        }
        file.close();
        return Optional.empty();
    }
}
