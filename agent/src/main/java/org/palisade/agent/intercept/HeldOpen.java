package org.palisade.agent.intercept;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Optional;
import org.palisade.agent.file.OpenFile;
import org.palisade.agent.gap.GapLedger;
import org.palisade.agent.gap.Unscanned;
import org.palisade.agent.gap.Why;

/** A process waits for us to let it open a file. Answered once, whoever is first; the file is closed after that only. */
final class HeldOpen {

    private static final Logger LOG = System.getLogger(HeldOpen.class.getName());

    private final Fanotify fanotify;
    private final int descriptor;
    private final OpenFile file;
    private final long due;
    private Optional<Unscanned> entry = Optional.empty();
    private boolean noted;
    private volatile boolean answered;

    HeldOpen(Fanotify fanotify, int descriptor, OpenFile file, long due) {
        this.fanotify = fanotify;
        this.descriptor = descriptor;
        this.file = file;
        this.due = due;
    }

    OpenFile file() {
        return file;
    }

    /** When it must be answered at the latest, on the clock of durations. */
    long due() {
        return due;
    }

    boolean answered() {
        return answered;
    }

    /** Has the ledger know that it waits: should the agent be killed the kernel lets it go. */
    synchronized void note(GapLedger gaps) {
        if (!answered && !noted) {
            noted = true;
            recorded(() -> entry = gaps.held(file));
        }
    }

    /** Answers it for a reason that has nothing to do with a lost SVM: a verdict, or the wish that it be refused. */
    synchronized void answer(GapLedger gaps, boolean allow) {
        if (!answered) {
            reply(allow);
            recorded(() -> entry.ifPresent(gaps::released));
        }
    }

    /** Allows it without a verdict; that is in the ledger before. */
    synchronized void letThrough(GapLedger gaps, Why why) {
        if (!answered) {
            recorded(() -> entry.ifPresentOrElse(held -> gaps.letThrough(held, why), () -> gaps.letThrough(file, why)));
            reply(true);
        }
    }

    /** Whatever is wrong with the ledger, a process that waits gets its answer. */
    private static void recorded(Runnable record) {
        try {
            record.run();
        } catch (RuntimeException | LinkageError e) {
            LOG.log(Level.ERROR, "an opening could not be recorded", e);
        }
    }

    private void reply(boolean allow) {
        fanotify.answer(descriptor, allow);
        answered = true;
    }
}
