package org.palisade.agent.intercept;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;
import java.util.function.LongSupplier;

/**
 * The dead-man switch outside the process, for when the process as a whole stands still: another one, which kills this one unless it gets a sign of life.
 * This is our side of it. It gives the signs, one a tick, but only while the event thread turns; it sees to it that the other process lives and answers,
 * and starts one anew if not, after 1, 2, 4 and at most 60 ticks. Where there can be none it says so once, and {@link Watchdog} is all there is.
 */
final class OuterWatchdog implements AutoCloseable {

    /** The other process. */
    interface Companion {

        /** It cannot do its work on this system, and another would not either. */
        int UNABLE = 2;

        int pid();

        /** How it ended; empty while it lives. */
        OptionalInt exit();

        /** True if it answered since this was last asked; the first answer says that it is ready. Does not wait. */
        boolean answered();

        /**
         * Gives a sign of life.
         *
         * @throws IOException if nobody takes it
         */
        void beat() throws IOException;

        /** Ends it at once. */
        void end();
    }

    /** Starts the other process. */
    interface Starter {

        /**
         * Starts it; it may not be ready yet.
         *
         * @return empty if this system lacks what it needs
         */
        Optional<Companion> start() throws IOException;
    }

    static final int UNANSWERED = 10;
    static final int LONGEST_PAUSE = 60;
    static final int NOBODY = -1;

    private static final Logger LOG = System.getLogger(OuterWatchdog.class.getName());
    private static final String MISSING = "if this process is stopped, openings of files wait until it goes on";
    private static final int READY_POLLS = 500;
    private static final int READY_POLL_MILLIS = 10;

    private final LongSupplier turns;
    private final Starter starter;
    private final IntConsumer trust;
    private Optional<Companion> companion = Optional.empty();
    private volatile boolean over;
    private boolean ready;
    private long seen = -1;
    private int unanswered;
    private int lived;
    private int pause;
    private int nextPause = 1;

    /**
     * Starts nothing yet.
     *
     * @param turns   the event thread's turns so far
     * @param starter starts the other process
     * @param trust   told whose openings are to be allowed at once: the other process until it is ready, then {@link #NOBODY}
     */
    OuterWatchdog(LongSupplier turns, Starter starter, IntConsumer trust) {
        this.turns = turns;
        this.starter = starter;
        this.trust = trust;
    }

    /** Starts it and waits until it is ready, at most 5 s. To be called before anything is marked. */
    void open() {
        start();
        for (int i = 0; i < READY_POLLS && current().filter(there -> there.exit().isEmpty()).isPresent() && !heard(); i++) {
            try {
                TimeUnit.MILLISECONDS.sleep(READY_POLL_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    /** To be called once a second, by a thread that does nothing else: starting the other process may have to wait for judgements of what it opens. */
    void tick() {
        try {
            Optional<Companion> there = current();
            if (there.isPresent()) {
                attend(there.get());
            } else if (!over && --pause <= 0) {
                start();
            }
        } catch (RuntimeException e) {
            LOG.log(Level.ERROR, "the separate watchdog could not be attended to", e);
        }
    }

    @Override
    public synchronized void close() {
        over = true;
        companion.ifPresent(Companion::end);
        companion = Optional.empty();
    }

    private synchronized Optional<Companion> current() {
        return companion;
    }

    private void attend(Companion there) {
        long now = turns.getAsLong();
        boolean turned = now != seen;
        seen = now;
        lived++;
        if (lived >= LONGEST_PAUSE) {
            nextPause = 1;
        }
        heard();
        OptionalInt exit = there.exit();
        if (exit.isPresent()) {
            lost("it ended with " + exit.getAsInt(), exit.getAsInt() == Companion.UNABLE);
        } else if (unanswered >= UNANSWERED) {
            lost("it does not answer", false);
        } else if (turned) {
            try {
                there.beat();
                unanswered++;
            } catch (IOException e) {
                lost("it takes no signs of life: " + e.getMessage(), false);
            }
        }
    }

    private boolean heard() {
        boolean answered = current().filter(Companion::answered).isPresent();
        if (answered) {
            unanswered = 0;
            if (!ready) {
                ready = true;
                trust.accept(NOBODY);
                LOG.log(Level.INFO, "a separate watchdog is at work");
            }
        }
        return answered;
    }

    private void start() {
        ready = false;
        unanswered = 0;
        lived = 0;
        try {
            Optional<Companion> started = starter.start();
            started.ifPresentOrElse(this::take, () -> giveUp("this system lacks what it needs: " + PerlWatchdog.PERL));
        } catch (IOException e) {
            lost("it cannot be started: " + e.getMessage(), false);
        }
    }

    private synchronized void take(Companion started) {
        if (over) {
            started.end();
        } else {
            companion = Optional.of(started);
            trust.accept(started.pid());
        }
    }

    private synchronized void lost(String why, boolean forGood) {
        trust.accept(NOBODY);
        companion.ifPresent(Companion::end);
        companion = Optional.empty();
        if (forGood) {
            giveUp(why);
        } else if (!over) {
            pause = nextPause;
            nextPause = Math.min(2 * nextPause, LONGEST_PAUSE);
            LOG.log(Level.WARNING, "the separate watchdog is lost ({0}); another is started in {1} s, and until then {2}", why, pause, MISSING);
        }
    }

    private synchronized void giveUp(String why) {
        if (!over) {
            over = true;
            LOG.log(Level.WARNING, "there is no separate watchdog ({0}): {1}", why, MISSING);
        }
    }
}
