package org.palisade.scanserver;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class CoreThreadsTest {

    private final List<Integer> ended = new ArrayList<>();
    private final CoreThreads core = new CoreThreads(ended::add);

    private static Thread named(String name) {
        return new Thread(() -> { }, name);
    }

    @Test
    void aCoreThreadThatEndsEndsTheProcess() {
        core.uncaughtException(named("timer"), new OutOfMemoryError("a test"));
        assertEquals(List.of(CoreThreads.LOST), ended);
    }

    @Test
    void aScanWorkerThatEndsDoesNot() {
        core.uncaughtException(named("worker-1"), new OutOfMemoryError("a test"));
        core.uncaughtException(named("heavy-worker-12"), new StackOverflowError());
        core.uncaughtException(named("scan-closer"), new OutOfMemoryError("a test"));
        core.uncaughtException(named("control-client"), new IllegalStateException());
        assertEquals(List.of(), ended);
    }

    @Test
    void aRepeatedTaskGoesOnWithoutMemoryButNotWithABrokenMachine() {
        core.guarded(() -> {
            throw new OutOfMemoryError("a test");
        }).run();
        core.guarded(() -> {
            throw new IllegalStateException("a test");
        }).run();
        assertEquals(List.of(), ended);
        core.guarded(() -> {
            throw new NoClassDefFoundError("a test");
        }).run();
        assertEquals(List.of(CoreThreads.LOST), ended);
    }

    @Test
    void connectionsWithoutAThreadEndTheProcess() {
        core.watching(() -> true).run();
        assertEquals(List.of(), ended);
        core.watching(() -> false).run();
        assertEquals(List.of(CoreThreads.LOST), ended);
    }
}
