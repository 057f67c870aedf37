package org.palisade.agent.intercept;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

/** Our side of the separate watchdog, with one that only pretends to be a process. */
class OuterWatchdogTest {

    private final List<Companion> started = new ArrayList<>();
    private final List<Integer> trusted = new ArrayList<>();
    private long turns;
    private boolean startable = true;
    private boolean present = true;
    private final OuterWatchdog watchdog = new OuterWatchdog(() -> turns, this::start, trusted::add);

    @Test
    void itGetsASignOfLifeATickAsLongAsTheEventThreadTurns() {
        watchdog.open();
        turn(3);
        assertEquals(3, last().beats);
        for (int i = 0; i < 5; i++) {
            watchdog.tick();
        }
        assertEquals(3, last().beats);
        turn(1);
        assertEquals(4, last().beats);
    }

    @Test
    void itIsReadyWhenOpenReturnsAndTrustedUntilThen() {
        watchdog.open();
        assertTrue(last().asked > 0);
        assertEquals(List.of(1, OuterWatchdog.NOBODY), trusted);
    }

    @Test
    void oneThatEndsIsReplacedSoonAndThenLaterAndLater() {
        watchdog.open();
        List<Integer> pauses = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            last().exit = OptionalInt.of(137);
            turn(1);
            pauses.add(ticksUntilTheNext());
        }
        assertEquals(List.of(1, 2, 4, 8, 16, 32, 60, 60), pauses);
    }

    @Test
    void afterOneThatLivedLongThePauseIsShortAgain() {
        watchdog.open();
        for (int i = 0; i < 3; i++) {
            last().exit = OptionalInt.of(137);
            turn(1);
            ticksUntilTheNext();
        }
        turn(OuterWatchdog.LONGEST_PAUSE);
        last().exit = OptionalInt.of(137);
        turn(1);
        assertEquals(1, ticksUntilTheNext());
    }

    @Test
    void oneThatDoesNotAnswerIsEndedAndReplaced() {
        watchdog.open();
        Companion first = last();
        first.mute = true;
        turn(OuterWatchdog.UNANSWERED);
        assertFalse(first.ended);
        turn(1);
        assertTrue(first.ended);
        assertEquals(1, ticksUntilTheNext());
    }

    @Test
    void whileTheEventThreadStandsStillNobodyIsReplacedForWantOfAnswers() {
        watchdog.open();
        turn(1);
        last().mute = true;
        for (int i = 0; i < 3 * OuterWatchdog.UNANSWERED; i++) {
            watchdog.tick();
        }
        assertFalse(last().ended);
        assertEquals(1, started.size());
    }

    @Test
    void oneThatTakesNoSignsIsReplaced() {
        watchdog.open();
        last().broken = true;
        turn(1);
        assertTrue(started.get(0).ended);
        assertEquals(1, ticksUntilTheNext());
    }

    @Test
    void oneThatCannotBeStartedIsTriedAgain() {
        startable = false;
        watchdog.open();
        turn(1);
        assertEquals(0, started.size());
        startable = true;
        turn(2);
        assertEquals(1, started.size());
    }

    @Test
    void whereItCannotBeNobodyTriesAgain() {
        present = false;
        watchdog.open();
        present = true;
        turn(200);
        assertEquals(0, started.size());
    }

    @Test
    void oneThatSaysItCannotWorkHereIsTheLast() {
        watchdog.open();
        last().exit = OptionalInt.of(OuterWatchdog.Companion.UNABLE);
        turn(200);
        assertEquals(1, started.size());
        assertEquals(OuterWatchdog.NOBODY, trusted.get(trusted.size() - 1));
    }

    @Test
    void atTheCloseItIsEndedAndNoneStarts() {
        watchdog.open();
        watchdog.close();
        assertTrue(last().ended);
        turn(200);
        assertEquals(1, started.size());
    }

    @Test
    void aFailureInATickDoesNotEndTheTicks() {
        watchdog.open();
        last().failing = true;
        turn(1);
        last().failing = false;
        turn(1);
        assertEquals(1, last().beats);
    }

    private Optional<OuterWatchdog.Companion> start() throws IOException {
        if (!present) {
            return Optional.empty();
        }
        if (!startable) {
            throw new IOException("refused");
        }
        started.add(new Companion(started.size() + 1));
        return Optional.of(last());
    }

    private Companion last() {
        return started.get(started.size() - 1);
    }

    private void turn(int ticks) {
        for (int i = 0; i < ticks; i++) {
            turns++;
            watchdog.tick();
        }
    }

    private int ticksUntilTheNext() {
        int before = started.size();
        int ticks = 0;
        while (started.size() == before && ticks < 1000) {
            turn(1);
            ticks++;
        }
        return ticks;
    }

    private static final class Companion implements OuterWatchdog.Companion {

        private final int pid;
        private int beats;
        private int asked;
        private boolean mute;
        private boolean broken;
        private boolean failing;
        private boolean ended;
        private OptionalInt exit = OptionalInt.empty();

        private Companion(int pid) {
            this.pid = pid;
        }

        @Override
        public int pid() {
            return pid;
        }

        @Override
        public OptionalInt exit() {
            return exit;
        }

        @Override
        public boolean answered() {
            if (failing) {
                throw new IllegalStateException("a fault of ours");
            }
            asked++;
            return !mute;
        }

        @Override
        public void beat() throws IOException {
            if (broken) {
                throw new IOException("Broken pipe");
            }
            beats++;
        }

        @Override
        public void end() {
            ended = true;
        }
    }
}
