package org.palisade.agent.intercept;

import java.util.concurrent.atomic.AtomicBoolean;
import org.palisade.agent.file.OpenFile;

/** A process waits for us to let it open a file. Answered once, whoever is first; the file is closed after that only. */
final class HeldOpen {

    private final Fanotify fanotify;
    private final int descriptor;
    private final OpenFile file;
    private final long due;
    private final AtomicBoolean answered = new AtomicBoolean();

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
        return answered.get();
    }

    void answer(boolean allow) {
        if (answered.compareAndSet(false, true)) {
            fanotify.answer(descriptor, allow);
        }
    }
}
