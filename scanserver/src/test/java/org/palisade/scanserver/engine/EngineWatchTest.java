package org.palisade.scanserver.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class EngineWatchTest {

    private final MemoryEngine engine = new MemoryEngine();
    private int failures;
    private final List<String> told = new ArrayList<>();
    private final EngineWatch watch = new EngineWatch(engine, new EngineWatch.Listener() {
        @Override
        public void signatureSetChanged(SignatureChange change) {
            if (failures-- > 0) {
                throw new IllegalStateException("broken");
            }
            told.add(change.to());
        }

        @Override
        public void signaturesMissing() {
            told.add("missing");
        }

        @Override
        public void engineLost() {
            told.add("lost");
        }

        @Override
        public void engineBack() {
            told.add("back");
        }
    });

    @Test
    void nothingIsToldWhileNothingChanges() {
        watch.look();
        watch.look();
        assertEquals(List.of(), told);
    }

    @Test
    void anotherSetIsToldOnce() {
        engine.use("memory-2");
        watch.look();
        watch.look();
        assertEquals(List.of("memory-2"), told);
    }

    @Test
    void aLookThatFailsIsNotTheLast() {
        failures = 1;
        engine.use("memory-2");
        watch.look();
        assertEquals(List.of(), told);
        watch.look();
        watch.look();
        assertEquals(List.of("memory-2"), told);
    }

    @Test
    void signaturesThatHaveGoneAreToldOnce() {
        engine.loseSignatures(true);
        watch.look();
        watch.look();
        engine.loseSignatures(false);
        watch.look();
        engine.loseSignatures(true);
        watch.look();
        assertEquals(List.of("missing", "missing"), told);
    }

    @Test
    void aLossAndAReturnAreToldOnceEach() {
        engine.lose(true);
        watch.look();
        watch.look();
        engine.lose(false);
        watch.look();
        watch.look();
        assertEquals(List.of("lost", "back"), told);
    }
}
