package org.palisade.agent.discovery;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.palisade.networkagent.Json;
import org.palisade.protocol.http.SvmList;

/**
 * The SVMs this agent may connect to. It asks the Integration Server in the rhythm of {@link DiscoveryRule} and keeps the last list on disk: the agent
 * finds its SVM while the Integration Server is away.
 */
public final class SvmDirectory implements AutoCloseable {

    /** Asks the Integration Server. */
    @FunctionalInterface
    public interface Source {
        /** The list as it is now. */
        SvmList ask() throws IOException;
    }

    private static final Logger LOG = System.getLogger(SvmDirectory.class.getName());

    /** Ten thousand agents hear of a change in the same moment: they ask over so long a time, and none more often. */
    private static final long SPREAD = TimeUnit.SECONDS.toNanos(5);

    private final Source source;
    private final Path file;
    private final LongSupplier nanoTime;
    private final Runnable changed;
    private final DiscoveryRule rule = new DiscoveryRule();
    private final Thread asker;
    private List<Svm> known;
    private boolean failed;
    private boolean connected;
    private boolean askNow = true;
    private boolean askSoon;
    private long soon;
    private boolean closed;

    /**
     * Starts with the list on disk and asks for a new one.
     *
     * @param config   a fixed list is taken as it is and nobody is asked
     * @param source   the Integration Server
     * @param file     keeps the last list
     * @param nanoTime a clock for durations
     * @param changed  called after another list came
     */
    public SvmDirectory(DiscoveryConfig config, Source source, Path file, LongSupplier nanoTime, Runnable changed) {
        this.source = source;
        this.file = file;
        this.nanoTime = nanoTime;
        this.changed = changed;
        this.known = config.fixed().isEmpty() ? onDisk() : config.fixed();
        this.asker = new Thread(null, this::run, "discovery", 256 * 1024);
        asker.setDaemon(true);
        this.closed = !config.fixed().isEmpty();
    }

    /** Begins to ask, unless the list is fixed. */
    public synchronized void start() {
        if (!closed) {
            asker.start();
        }
    }

    /** The SVMs known now, the best first. */
    public synchronized List<Svm> known() {
        return known.stream().sorted(Svm.BEST_FIRST).toList();
    }

    /** There is a connection now. */
    public synchronized void connected() {
        connected = true;
        rule.again();
        notifyAll();
    }

    /** The connection was lost: ask at once. */
    public synchronized void lost() {
        connected = false;
        rule.again();
        askNow = true;
        notifyAll();
    }

    /**
     * The list has changed: ask within five seconds, and at least five after the last time, however often this is said. The digits of the clock that differ from one
     * machine to the next spread the agents.
     */
    public synchronized void askSoon() {
        if (!askSoon) {
            askSoon = true;
            long now = nanoTime.getAsLong();
            soon = now + Math.floorMod(now, SPREAD);
            notifyAll();
        }
    }

    @Override
    public synchronized void close() {
        closed = true;
        notifyAll();
    }

    private void run() {
        while (awaitTurn()) {
            try {
                if (ask().map(this::take).orElse(false)) {
                    changed.run();
                }
            } catch (RuntimeException | OutOfMemoryError e) {
                // Whatever one answer did to us, the next one is asked for.
                LOG.log(Level.ERROR, "an answer of the Integration Server could not be taken", e);
                outcome(true, "it could not be taken");
            }
        }
    }

    private synchronized boolean awaitTurn() {
        long asked = nanoTime.getAsLong();
        try {
            while (!closed && !askNow) {
                long now = nanoTime.getAsLong();
                long left = rule.pause(failed, connected).toNanos() - (now - asked);
                if (askSoon) {
                    left = Math.min(left, Math.max(soon - now, SPREAD - (now - asked)));
                }
                if (left <= 0) {
                    break;
                }
                wait(Math.max(1, left / 1_000_000));
            }
        } catch (InterruptedException e) {
            return false;
        }
        askNow = false;
        askSoon = false;
        return !closed;
    }

    private Optional<List<Svm>> ask() {
        try {
            SvmList answer = source.ask();
            List<Svm> list = answer.svms() == null ? List.of() : answer.svms().stream().map(Svm::of).flatMap(Optional::stream).toList();
            outcome(false, "");
            keep(answer);
            return Optional.of(list);
        } catch (IOException e) {
            outcome(true, e.getMessage());
            return Optional.empty();
        }
    }

    private synchronized void outcome(boolean failedNow, String why) {
        if (failedNow && !failed) {
            LOG.log(Level.WARNING, "the list of SVMs could not be had: {0}; {1} known", why, known.size());
        } else if (!failedNow && failed) {
            LOG.log(Level.INFO, "the Integration Server gives the list of SVMs again");
        }
        failed = failedNow;
    }

    private synchronized boolean take(List<Svm> list) {
        boolean other = !list.equals(known);
        known = list;
        if (!connected) {
            rule.inVain();
        }
        return other;
    }

    private void keep(SvmList list) {
        try {
            Path fresh = file.resolveSibling(file.getFileName() + ".new");
            Files.writeString(fresh, Json.write(list));
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            LOG.log(Level.WARNING, "the list of SVMs could not be kept on disk: {0}", e.getMessage());
        }
    }

    private List<Svm> onDisk() {
        try {
            if (!Files.exists(file)) {
                return List.of();
            }
            SvmList list = Json.read(Files.readString(file), SvmList.class);
            return list.svms() == null ? List.of() : list.svms().stream().map(Svm::of).flatMap(Optional::stream).toList();
        } catch (IOException | UncheckedIOException e) {
            LOG.log(Level.WARNING, "the list of SVMs on disk cannot be read and is left out: {0}", e.getMessage());
            return List.of();
        }
    }
}
