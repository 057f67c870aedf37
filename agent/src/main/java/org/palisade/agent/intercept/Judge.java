package org.palisade.agent.intercept;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import org.palisade.agent.connection.Terms;
import org.palisade.agent.file.OpenFile;
import org.palisade.agent.gap.GapLedger;
import org.palisade.agent.gap.GapScan;
import org.palisade.agent.gap.Why;
import org.palisade.agent.quarantine.Treatment;
import org.palisade.agent.scan.Inspector;
import org.palisade.agent.scan.Outcome;
import org.palisade.protocol.scan.Verdict;

/** Says what becomes of a file and of the process that waits for it, and scans later what could not be judged in time. */
final class Judge implements AutoCloseable {

    private static final Logger LOG = System.getLogger(Judge.class.getName());

    private final InterceptConfig config;
    private final Inspector inspector;
    private final Treatment treatment;
    private final BooleanSupplier connected;
    private final Terms terms;
    private final GapLedger gaps;
    private final GapScan scan;

    Judge(InterceptConfig config, Inspector inspector, Treatment treatment, BooleanSupplier connected, GapLedger gaps) {
        this.config = config;
        this.inspector = inspector;
        this.treatment = treatment;
        this.connected = connected;
        this.terms = new Terms(config.object(), config.hold());
        this.gaps = gaps;
        this.scan = new GapScan(gaps, file -> inspector.inspect(file, false, terms), this::treat, connected, Mount::place);
        scan.start();
    }

    /** Judges an opening; answers it, now or when the verdict is there. */
    void judge(HeldOpen held) {
        if (!connected.getAsBoolean()) {
            if (config.noVerdict() == NoVerdict.ALLOW) {
                held.letThrough(gaps, Why.NO_SVM);
            } else {
                held.note(gaps);
            }
        }
        judge(held.file(), Optional.of(held));
    }

    /** Judges a file that changed; takes it over and closes it. */
    void judge(OpenFile file) {
        judge(file, Optional.empty());
    }

    /** An opening has waited for a moment. */
    void waits(HeldOpen held) {
        // One that is refused in the end is let go all the same if the agent is killed before.
        held.note(gaps);
    }

    /** The time of an opening is over. */
    void overdue(HeldOpen held) {
        if (config.noVerdict() == NoVerdict.DENY) {
            held.answer(gaps, false);
        } else {
            held.letThrough(gaps, connected.getAsBoolean() ? Why.NO_VERDICT_IN_TIME : Why.NO_SVM);
        }
    }

    /** An opening is none of our business; takes its file over and closes it. */
    void outside(HeldOpen held) {
        held.answer(gaps, true);
        held.file().close();
    }

    /** A written file, to be scanned as soon as somebody can. */
    void later(OpenFile file) {
        gaps.unscanned(file, connected.getAsBoolean() ? Why.NO_VERDICT_IN_TIME : Why.NO_SVM);
    }

    @Override
    public void close() {
        scan.close();
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
            held.ifPresent(open -> open.answer(gaps, !treatment.denies()));
            treat(file, outcome.get());
            return;
        }
        Optional<Why> why = outcome.isEmpty() ? Optional.of(Why.ERROR) : why(outcome.get().verdict());
        if (held.isEmpty()) {
            why.ifPresent(reason -> gaps.unscanned(file, reason));
        } else if (why.isEmpty()) {
            held.get().answer(gaps, true);
        } else if (config.noVerdict() == NoVerdict.DENY && why.get() != Why.NOT_FULLY_SCANNED) {
            // Scanned later, so that the next opening need not be refused.
            gaps.unscanned(file, why.get());
            held.get().answer(gaps, false);
        } else {
            held.get().letThrough(gaps, why.get());
        }
        file.close();
    }

    /** Why a file is let through; empty if it is clean. */
    private static Optional<Why> why(Verdict verdict) {
        return switch (verdict.status()) {
            case CLEAN, INFECTED -> Optional.empty();
            case NOT_FULLY_SCANNED -> Optional.of(Why.NOT_FULLY_SCANNED);
            case ERROR, UNKNOWN -> Optional.of(switch (verdict.reason()) {
                case NO_SVM, CONNECTION_LOST -> Why.NO_SVM;
                case DEADLINE, BUSY, SCAN_TIME -> Why.NO_VERDICT_IN_TIME;
                default -> Why.ERROR;
            });
        };
    }

    private void treat(OpenFile file, Outcome outcome) {
        try {
            treatment.treat(file, file.status().version(), file.path(), outcome.verdict(), outcome.digest());
        } catch (IOException e) {
            LOG.log(Level.WARNING, "an infected file could not be treated: {0}", e.getMessage());
            file.close();
        }
    }
}
