package org.palisade.scanserver.update;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.palisade.scanserver.report.SvmEvents.Kind;

/** When an update is made, what it tells, and how it is taken back by order. */
@Timeout(120)
class UpdatesTest {

    @TempDir
    private Path home;
    private UpdateStage stage;

    @BeforeEach
    void start() throws IOException {
        stage = new UpdateStage(home);
    }

    @Test
    void aPackageIsCheckedSwappedInLoadedAndReported() throws IOException {
        Updates updates = stage.open();
        stage.repository.publish(1);
        updates.look();
        assertEquals(UpdateStatus.State.TRIAL, updates.status().state());
        assertEquals(List.of(), stage.events);
        stage.engineLooks();
        updates.look();
        assertEquals(UpdateStatus.State.FRESH, updates.status().state());
        assertEquals(List.of(Kind.UPDATED), stage.events);
        assertEquals("v1", updates.status().current().orElseThrow().version());
        assertEquals(Duration.ofSeconds(60), updates.status().age(stage.now).orElseThrow());
        assertEquals(2, stage.engine.signatures().getAsLong());
        stage.assertWhole(1);
    }

    @Test
    void theRepositoryIsLookedAtInItsRhythmOnly() throws IOException {
        Updates updates = stage.open();
        stage.install(updates, 1);
        stage.repository.publish(2);
        stage.nanos += Duration.ofMinutes(59).toNanos();
        updates.look();
        assertEquals(1, stage.inUse());
        stage.nanos += Duration.ofMinutes(1).toNanos();
        updates.look();
        assertEquals(2, stage.inUse());
    }

    @Test
    void aRollbackRestoresExactlyOneSetAndHoldsUntilANewerOneComes() throws IOException {
        Updates updates = stage.open();
        assertThrows(RefusedUpdateException.class, updates::rollback);
        for (long sequence = 1; sequence <= 3; sequence++) {
            stage.install(updates, sequence);
        }
        assertEquals(2, stage.count("sets"));
        String third = stage.engine.signatureSet();
        updates.rollback();
        stage.assertWhole(2);
        stage.engineLooks();
        assertFalse(stage.engine.signatureSet().equals(third));
        assertThrows(RefusedUpdateException.class, updates::rollback);
        assertEquals(1, stage.count("sets"));
        assertTrue(updates.status().held());
        // The bad one does not come back, not even after a restart; the next one does.
        assertFalse(updates.update());
        updates = stage.open();
        assertFalse(updates.update());
        stage.install(updates, 4);
        assertFalse(updates.status().held());
        assertEquals(4, stage.inUse());
    }

    @Test
    void aFailureIsAnEventOnceUntilAnotherOne() throws IOException {
        Updates updates = stage.open();
        updates.look();
        stage.nanos += Duration.ofHours(1).toNanos();
        updates.look();
        assertEquals(List.of(Kind.UPDATE_FAILED, Kind.DATABASES_STALE), stage.events);
        stage.licensed = false;
        stage.repository.publish(1);
        stage.nanos += Duration.ofHours(1).toNanos();
        updates.look();
        assertEquals(List.of(Kind.UPDATE_FAILED, Kind.DATABASES_STALE, Kind.UPDATE_FAILED), stage.events);
    }

    @Test
    void databasesGrowStaleOnceAndAreFreshAgainAfterAnUpdate() throws IOException {
        Updates updates = stage.open();
        stage.install(updates, 1);
        stage.now = TestRepository.CREATED.plus(Duration.ofHours(72));
        updates.look();
        assertEquals(List.of(Kind.UPDATED), stage.events);
        stage.now = stage.now.plusMillis(1);
        updates.look();
        updates.look();
        assertEquals(List.of(Kind.UPDATED, Kind.DATABASES_STALE), stage.events);
        assertEquals(UpdateStatus.State.STALE, updates.status().state());
    }

    @Test
    void anotherSourceDoesAsWell() throws IOException {
        stage.repository.publish(1);
        Updates updates = stage.open(Optional.of(path -> new ByteArrayInputStream(Files.readAllBytes(stage.repository.folder.resolve(path)))), Step.Watcher.NONE);
        assertTrue(updates.update());
        stage.assertWhole(1);
    }
}
