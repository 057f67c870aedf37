package org.palisade.agent.discovery;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.palisade.protocol.http.SvmList;

/**
 * The SVMs this agent may connect to, ranked by {@link ChoiceRule}. It asks the Integration Server in the rhythm of {@link DiscoveryRule} and keeps the last
 * list on disk: the agent finds its SVM while the Integration Server is away. Each rule is a collaborator of its own, so there are more than six.
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

    /** Lots are drawn by the digits of the clock that differ from one machine to the next. */
    private static final long LOTS = 1_000_000;

    private final Source source;
    private final KeptList kept;
    private final LongSupplier nanoTime;
    private final Runnable changed;
    private final DiscoveryRule rule = new DiscoveryRule();
    private final ChoiceRule choiceRule;
    private final MoveRule moveRule;
    private final Thread asker;
    private SvmChoice choice;
    private String complaint = "";
    private boolean failed;
    private Optional<UUID> connected = Optional.empty();
    private long connectedAt;
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
     * @param changed  called after each list that came
     */
    public SvmDirectory(DiscoveryConfig config, Source source, Path file, LongSupplier nanoTime, Runnable changed) {
        this.source = source;
        this.kept = new KeptList(file);
        this.nanoTime = nanoTime;
        this.changed = changed;
        this.choiceRule = new ChoiceRule(config.choice(), ChoiceRule.guest());
        this.moveRule = new MoveRule(config.settle());
        this.choice = config.fixed().isEmpty() ? choose(kept.read()) : ChoiceRule.fixed(config.fixed());
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

    /** The SVMs this agent may go to now, the best first. */
    public synchronized List<Svm> known() {
        return choice.svms();
    }

    /** The SVMs there are that this agent does not go to. */
    public synchronized List<SvmChoice.LeftOut> leftOut() {
        return choice.leftOut();
    }

    /** Whether the agent is to leave the SVM it is connected to, by the last list; to be asked once after each. */
    public synchronized Optional<Move> move() {
        long now = nanoTime.getAsLong();
        return connected.flatMap(svm -> moveRule.move(choice, svm, Duration.ofNanos(now - connectedAt), Math.floorMod(now, LOTS) / (double) LOTS));
    }

    /** There is a connection to this SVM now. */
    public synchronized void connected(UUID svm) {
        connected = Optional.of(svm);
        connectedAt = nanoTime.getAsLong();
        rule.again();
        notifyAll();
    }

    /** The connection was lost: ask at once. */
    public synchronized void lost() {
        connected = Optional.empty();
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
                Optional<SvmList> answer = ask();
                if (answer.isPresent()) {
                    take(answer.get());
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
                long left = rule.pause(failed, connected.isPresent()).toNanos() - (now - asked);
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

    private Optional<SvmList> ask() {
        try {
            SvmList answer = source.ask();
            outcome(false, "");
            kept.keep(answer);
            return Optional.of(answer);
        } catch (IOException e) {
            outcome(true, e.getMessage());
            return Optional.empty();
        }
    }

    private synchronized void outcome(boolean failedNow, String why) {
        if (failedNow && !failed) {
            LOG.log(Level.WARNING, "the list of SVMs could not be had: {0}; {1} known", why, choice.svms().size());
        } else if (!failedNow && failed) {
            LOG.log(Level.INFO, "the Integration Server gives the list of SVMs again");
        }
        failed = failedNow;
    }

    private synchronized void take(SvmList list) {
        choice = choose(list);
        if (connected.isEmpty()) {
            rule.inVain();
        }
        String why = choice.svms().isEmpty() && !choice.leftOut().isEmpty() ? choice.reasons() : "";
        if (!why.isEmpty() && !why.equals(complaint)) {
            LOG.log(Level.WARNING, "none of {0} SVMs may be used: {1}", choice.leftOut().size(), why);
        }
        complaint = why;
    }

    private SvmChoice choose(SvmList list) {
        List<Svm> svms = list.svms() == null ? List.of() : list.svms().stream().map(Svm::of).flatMap(Optional::stream).toList();
        return choiceRule.choose(svms, Optional.ofNullable(list.place()));
    }
}
