package org.palisade.agent.intercept;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DeadlinesTest {

    private static final Path FILE = Path.of("/f");

    @Test
    void aThreadThatTurnsIsLeftAlone() {
        AtomicLong turns = new AtomicLong();
        AtomicInteger ended = new AtomicInteger();
        Watchdog watchdog = new Watchdog(turns::incrementAndGet, ended::incrementAndGet);
        IntStream.range(0, 100).forEach(i -> watchdog.tick());
        assertEquals(0, ended.get());
    }

    @Test
    void aThreadThatIsStuckEndsTheProcess() {
        AtomicInteger ended = new AtomicInteger();
        Watchdog watchdog = new Watchdog(() -> 5, ended::incrementAndGet);
        IntStream.range(0, Watchdog.TICKS).forEach(i -> watchdog.tick());
        assertEquals(0, ended.get());
        watchdog.tick();
        assertEquals(1, ended.get());
    }

    @Test
    void aWrittenFileIsReadyOnceItHasBeenQuiet() {
        Settling settling = new Settling();
        settling.changed(FILE, 0);
        settling.changed(FILE, Settling.QUIET - 1);
        assertTrue(settling.ready(Settling.QUIET).isEmpty());
        assertEquals(OptionalLong.of(Settling.QUIET - 1), settling.next(Settling.QUIET));
        assertEquals(List.of(FILE), settling.ready(2 * Settling.QUIET));
        assertEquals(OptionalLong.empty(), settling.next(2 * Settling.QUIET));
    }

    @Test
    void aFileThatNeverRestsIsReadyAfterAWhileAllTheSame() {
        Settling settling = new Settling();
        for (long now = 0; now <= Settling.LONGEST; now += Settling.QUIET / 2) {
            settling.changed(FILE, now);
        }
        assertEquals(List.of(FILE), settling.ready(Settling.LONGEST));
    }
}
