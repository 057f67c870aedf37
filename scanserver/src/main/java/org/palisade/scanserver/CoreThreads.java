package org.palisade.scanserver;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.function.BooleanSupplier;
import java.util.function.IntConsumer;
import java.util.regex.Pattern;

/**
 * Ends the process when a thread it cannot do without is lost: a server that listens and does not answer is worse than one that is started again. Want of memory
 * costs the scan or the look it happened in, no more; threads that are replaced or serve one peer may end.
 */
final class CoreThreads implements Thread.UncaughtExceptionHandler {

    /** Not 2: systemd would not start it again. */
    static final int LOST = 70;

    private static final Logger LOG = System.getLogger(CoreThreads.class.getName());
    /** Threads that their pool replaces, that serve one peer, or that belong to the start or stop. */
    private static final Pattern REPLACED = Pattern.compile("(heavy-)?worker.*|scan-closer|door-spool|sessions|handshakes.*|control-client|metrics.*|(spool|reports)-close|main|shutdown");

    private final IntConsumer end;

    /** {@code end} ends the process with an exit code, without waiting for anything. */
    CoreThreads(IntConsumer end) {
        this.end = end;
    }

    @Override
    public void uncaughtException(Thread thread, Throwable failure) {
        if (REPLACED.matcher(thread.getName()).matches()) {
            LOG.log(Level.ERROR, "thread " + thread.getName() + " ended", failure);
            return;
        }
        lost("thread " + thread.getName() + " ended", failure);
    }

    /** A task to be repeated by a timer, which silently gives up what fails once: it goes on after all but an error of the machine itself. */
    Runnable guarded(Runnable task) {
        return () -> {
            try {
                task.run();
            } catch (RuntimeException | OutOfMemoryError e) {
                LOG.log(Level.ERROR, "upkeep failed", e);
            } catch (Error e) {
                lost("upkeep failed for good", e);
            }
        };
    }

    /** A task that looks whether threads live which tell nobody of their end. */
    Runnable watching(BooleanSupplier alive) {
        return guarded(() -> {
            if (!alive.getAsBoolean()) {
                lost("a thread that serves connections ended", null);
            }
        });
    }

    private void lost(String what, Throwable failure) {
        try {
            LOG.log(Level.ERROR, what + "; the process ends to be started again", failure);
        } finally {
            end.accept(LOST);
        }
    }
}
