package org.palisade.agent.intercept;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.palisade.agent.connection.Terms;
import org.palisade.agent.file.NativeIOException;
import org.palisade.agent.file.OpenFile;
import org.palisade.agent.file.RawPath;
import org.palisade.agent.quarantine.Treatment;
import org.palisade.agent.scan.Inspector;
import org.palisade.agent.scan.Outcome;

/** Says what becomes of a file and of the process that waits for it, and scans later what could not be judged in time. */
final class Judge implements AutoCloseable {

    private static final Logger LOG = System.getLogger(Judge.class.getName());
    private static final int ROUND_SECONDS = 2;
    private static final int ROUND_FILES = 32;

    private final InterceptConfig config;
    private final Inspector inspector;
    private final Treatment treatment;
    private final BooleanSupplier connected;
    private final Terms terms;
    private final GapList gaps = new GapList();
    private final ScheduledExecutorService later = Executors.newSingleThreadScheduledExecutor(task -> Threads.daemon("gaps", task));

    Judge(InterceptConfig config, Inspector inspector, Treatment treatment, BooleanSupplier connected) {
        this.config = config;
        this.inspector = inspector;
        this.treatment = treatment;
        this.connected = connected;
        this.terms = new Terms(config.object(), config.hold());
        later.scheduleWithFixedDelay(this::closeGaps, ROUND_SECONDS, ROUND_SECONDS, TimeUnit.SECONDS);
    }

    /** Judges an opening; answers it, now or when the verdict is there. */
    void judge(HeldOpen held) {
        if (config.noVerdict() == NoVerdict.ALLOW && !connected.getAsBoolean()) {
            held.answer(true);
        }
        judge(held.file(), Optional.of(held));
    }

    /** Judges a file that changed; takes it over and closes it. */
    void judge(OpenFile file) {
        judge(file, Optional.empty());
    }

    /** To be scanned as soon as somebody can. */
    void later(RawPath path) {
        gaps.add(path);
    }

    @Override
    public void close() {
        later.shutdownNow();
    }

    private void judge(OpenFile file, Optional<HeldOpen> held) {
        CompletableFuture<Outcome> answer;
        try {
            answer = held.isPresent() ? inspector.inspect(file, false, terms) : inspector.inspectWritten(file, terms);
        } catch (RuntimeException e) {
            answer = CompletableFuture.failedFuture(e);
        }
        answer.whenComplete((outcome, failure) -> {
            if (failure != null) {
                LOG.log(Level.ERROR, "a file could not be judged", failure);
            }
            conclude(file, held, Optional.ofNullable(outcome));
        });
    }

    private void conclude(OpenFile file, Optional<HeldOpen> held, Optional<Outcome> outcome) {
        if (outcome.isPresent() && outcome.get().infected()) {
            held.ifPresent(open -> open.answer(!treatment.denies()));
            treat(file, outcome.get());
            return;
        }
        boolean undecided = outcome.isEmpty() || outcome.get().undecided();
        held.ifPresent(open -> open.answer(!undecided || config.noVerdict() != NoVerdict.DENY));
        if (undecided) {
            remember(file);
        }
        file.close();
    }

    private void treat(OpenFile file, Outcome outcome) {
        try {
            treatment.treat(file, file.status().version(), file.path(), outcome.verdict(), outcome.digest());
        } catch (IOException e) {
            LOG.log(Level.WARNING, "an infected file could not be treated: {0}", e.getMessage());
            file.close();
        }
    }

    private void remember(OpenFile file) {
        try {
            if (file.status().links() > 0) {
                gaps.add(file.path());
            }
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "a file let through cannot be found again: {0}", e.getMessage());
        }
    }

    private void closeGaps() {
        if (!connected.getAsBoolean() || gaps.size() == 0) {
            return;
        }
        for (RawPath path : gaps.next(ROUND_FILES)) {
            try {
                OpenFile file = OpenFile.open(path);
                inspector.inspect(file, false, terms).whenComplete((outcome, failure) -> {
                    if (failure == null && !outcome.undecided()) {
                        gaps.done(path);
                    } else {
                        gaps.undone(path);
                    }
                    if (failure == null && outcome.infected()) {
                        treat(file, outcome);
                    } else {
                        file.close();
                    }
                });
            } catch (NativeIOException e) {
                gaps.done(path);
            }
        }
    }
}
