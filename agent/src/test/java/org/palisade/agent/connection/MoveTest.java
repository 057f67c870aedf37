package org.palisade.agent.connection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.palisade.agent.connection.LinkStage.TERMS;
import static org.palisade.agent.connection.LinkStage.content;
import static org.palisade.agent.connection.LinkStage.subject;
import static org.palisade.agent.connection.LinkStage.svm;

import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.palisade.agent.discovery.Move;
import org.palisade.agent.discovery.Svm;
import org.palisade.protocol.scan.ScanStatus;
import org.palisade.protocol.scan.Verdict;

/** Leaving an SVM that works for a better one. */
@Timeout(60)
class MoveTest {

    private final LinkStage stage = new LinkStage();

    @AfterEach
    void close() {
        stage.close();
    }

    @Test
    void theAgentMovesWithoutALoss() throws Exception {
        stage.connect(stage.first);
        stage.svms.add(0, svm(stage.second));
        stage.link.move(to(svm(stage.second)));
        assertEquals("connected " + stage.second.id(), stage.told.take());
        assertEquals(Optional.of(stage.second.id()), stage.link.connected().map(Svm::id));
        assertEquals(ScanStatus.CLEAN, stage.scan(content(1)).get().status());
        assertEquals(1, stage.second.scans());
        assertTrue(stage.told.isEmpty());
    }

    @Test
    void whatIsUnderWayIsAwaitedFirst() throws Exception {
        stage.connect(stage.first);
        stage.first.mute(true);
        CompletableFuture<Verdict> lookup = stage.link.lookup(subject(content(1)), false, TERMS);
        while (stage.first.lookups() == 0) {
            Thread.onSpinWait();
        }
        stage.link.move(to(svm(stage.second)));
        assertNull(stage.told.poll(1, TimeUnit.SECONDS));
        assertEquals(0, stage.second.connections());
        stage.first.answer();
        assertEquals(ScanStatus.UNKNOWN, lookup.get().status());
        assertEquals("connected " + stage.second.id(), stage.told.take());
        assertEquals(0, stage.second.lookups());
    }

    @Test
    void ifTheOtherCannotBeHadEverythingStaysAsItIsAndMayBeTriedAgain() throws Exception {
        stage.connect(stage.first);
        stage.link.move(to(new Svm(UUID.randomUUID(), "127.0.0.1", stage.second.port(), 0, 0)));
        while (stage.second.greetings() == 0) {
            Thread.onSpinWait();
        }
        assertEquals(ScanStatus.CLEAN, stage.scan(content(1)).get().status());
        assertEquals(1, stage.first.scans());
        assertTrue(stage.told.isEmpty());
        for (String told = null; told == null; told = stage.told.poll(100, TimeUnit.MILLISECONDS)) {
            stage.link.move(to(svm(stage.second)));
        }
        assertEquals(Optional.of(stage.second.id()), stage.link.connected().map(Svm::id));
    }

    @Test
    void ifTheAgentMayGoNowhereItLeavesAndIsWithout() throws Exception {
        stage.connect(stage.first);
        stage.svms.clear();
        stage.link.move(new Move(Optional.empty(), "it is out of scope"));
        assertEquals("lost", stage.told.take());
        assertFalse(stage.link.connected().isPresent());
        stage.svms.add(svm(stage.second));
        stage.link.listChanged();
        assertEquals("connected " + stage.second.id(), stage.told.take());
    }

    @Test
    void aLossAfterAMoveIsALoss() throws Exception {
        stage.connect(stage.first);
        stage.svms.add(svm(stage.second));
        stage.link.move(to(svm(stage.second)));
        assertEquals("connected " + stage.second.id(), stage.told.take());
        stage.second.close();
        assertEquals("lost", stage.told.take());
        assertEquals("connected " + stage.first.id(), stage.told.take());
    }

    @Test
    void anSvmThatCannotServeAfterTheMoveIsLeftForTheNext() throws Exception {
        stage.connect(stage.first);
        stage.stumbles.set(1);
        stage.link.move(to(svm(stage.second)));
        assertEquals("connected " + stage.second.id(), stage.told.take());
        assertEquals("lost", stage.told.take());
        assertEquals("connected " + stage.first.id(), stage.told.take());
    }

    private static Move to(Svm svm) {
        return new Move(Optional.of(svm), "a test says so");
    }
}
