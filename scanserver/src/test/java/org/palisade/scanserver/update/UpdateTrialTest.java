package org.palisade.scanserver.update;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.palisade.scanserver.report.SvmEvents.Kind;

/** A set that was swapped in is on trial until the engine uses it. */
@Timeout(120)
class UpdateTrialTest {

    @TempDir
    private Path home;
    private UpdateStage stage;

    @BeforeEach
    void start() throws IOException {
        stage = new UpdateStage(home);
    }

    @Test
    void aSetWithoutASignatureTheEngineUnderstandsIsTakenBack() throws IOException {
        Updates updates = stage.open();
        stage.install(updates, 1);
        stage.repository.publish(2, Map.of("main.ndb", "nonsense\n"));
        assertTrue(updates.update());
        stage.engineLooks();
        updates.look();
        stage.assertWhole(1);
        assertEquals(List.of(Kind.UPDATED, Kind.ROLLED_BACK), stage.events);
        stage.engineLooks();
        assertEquals(2, stage.engine.signatures().getAsLong());
        assertFalse(updates.update());
    }

    @Test
    void aSetTheEngineDoesNotLoadIsTakenBackAfterAWhile() throws IOException {
        Updates updates = stage.open();
        stage.install(updates, 1);
        // No file the engine would read: it keeps what it has.
        stage.repository.publish(2, Map.of("readme.txt", "nothing\n"));
        assertTrue(updates.update());
        stage.engineLooks();
        updates.look();
        assertEquals(2, stage.inUse());
        stage.nanos += Duration.ofSeconds(300).toNanos();
        updates.look();
        assertEquals(1, stage.inUse());
        assertEquals(List.of(Kind.UPDATED, Kind.ROLLED_BACK), stage.events);
    }

    @Test
    void theSameFilesUnderANewNumberNeedNoTrial() throws IOException {
        Updates updates = stage.open();
        stage.install(updates, 1);
        stage.repository.publish(2, TestRepository.content(1));
        assertTrue(updates.update());
        assertEquals(UpdateStatus.State.FRESH, updates.status().state());
        assertEquals(2, stage.inUse());
    }

    @Test
    void aTrialGoesOnAfterARestart() throws IOException {
        stage.repository.publish(1);
        assertTrue(stage.open().update());
        stage.restartEngine();
        Updates restarted = stage.open();
        restarted.look();
        assertEquals(UpdateStatus.State.FRESH, restarted.status().state());
        assertFalse(Updates.takeBackTrial(stage.repository.config(stage.folder)));
    }

    @Test
    void aSetOnTrialThatCannotBeLoadedAtStartIsTakenBack() throws IOException {
        stage.install(stage.open(), 1);
        stage.repository.publish(2);
        assertTrue(stage.open().update());
        assertTrue(Updates.takeBackTrial(stage.repository.config(stage.folder)));
        stage.assertWhole(1);
    }
}
