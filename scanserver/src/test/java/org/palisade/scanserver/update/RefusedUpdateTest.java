package org.palisade.scanserver.update;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.palisade.protocol.signed.UpdateIndex;
import org.palisade.protocol.signed.UpdateKind;

/** What a repository may offer and never gets in. */
@Timeout(120)
class RefusedUpdateTest {

    @TempDir
    private Path home;
    private UpdateStage stage;

    @BeforeEach
    void start() throws IOException {
        stage = new UpdateStage(home);
    }

    @Test
    void anOlderPackageNeverComesIn() throws IOException {
        Updates updates = stage.open();
        stage.install(updates, 5);
        stage.repository.publish(4);
        assertThrows(RefusedUpdateException.class, updates::update);
        assertEquals(5, stage.inUse());
        assertEquals(UpdateStatus.State.FAILING, updates.status().state());
    }

    @Test
    void whatCouldNotBeFetchedWholeTakesNoRoom() throws IOException {
        Updates updates = stage.open();
        stage.repository.publish(1);
        Files.writeString(stage.repository.folder.resolve("stable/databases-1/main.ndb"), "something else");
        assertThrows(IOException.class, updates::update);
        assertEquals(0, stage.count("sets"));
    }

    @Test
    void whereNobodyWantsUpdatesAnOrderIsRefusedAndNothingIsStale() throws IOException {
        Updates updates = stage.open(Optional.empty(), Step.Watcher.NONE);
        assertTrue(assertThrows(RefusedUpdateException.class, updates::update).getMessage().contains("update.source is not set"));
        assertEquals(List.of(), stage.events);
        assertEquals(Optional.empty(), updates.status().problem());
    }

    @Test
    void anExpiredIndexIsNotUsed() throws IOException {
        Updates updates = stage.open();
        stage.repository.publish(1, TestRepository.content(1), "0.1", TestRepository.CREATED.plusSeconds(60));
        assertThrows(RefusedUpdateException.class, updates::update);
        assertEquals(0, stage.inUse());
    }

    @Test
    void withoutALicenceNothingIsInstalled() throws IOException {
        Updates updates = stage.open();
        stage.repository.publish(1);
        stage.licensed = false;
        assertTrue(assertThrows(RefusedUpdateException.class, updates::update).getMessage().contains("licence"));
        assertEquals(0, stage.inUse());
        stage.licensed = true;
        assertTrue(updates.update());
    }

    @Test
    void aPackageForANewerProgramWaits() throws IOException {
        Updates updates = stage.open();
        stage.repository.publish(1, TestRepository.content(1), "0.2", stage.now.plusSeconds(60));
        assertTrue(assertThrows(RefusedUpdateException.class, updates::update).getMessage().contains("0.2"));
        assertTrue(ProgramVersion.reaches("1.10.0-SNAPSHOT", "1.9.9"));
        assertFalse(ProgramVersion.reaches("1.9", "1.9.1"));
        assertTrue(ProgramVersion.reaches("development", "9"));
    }

    @Test
    void whatAPackageHoldsMustBeWhatItsManifestSays() throws IOException {
        Updates updates = stage.open();
        for (String wrong : List.of("", "x", TestRepository.content(1).get("main.hdb") + "more", TestRepository.content(1).get("main.hdb").replace('a', 'b'))) {
            stage.repository.publish(1);
            Files.writeString(stage.repository.folder.resolve("stable/databases-1/main.hdb"), wrong);
            assertThrows(RefusedUpdateException.class, updates::update);
            assertEquals(0, stage.inUse());
        }
        stage.repository.publish(1);
        Files.delete(stage.repository.folder.resolve("stable/databases-1/main.hdb"));
        assertThrows(RefusedUpdateException.class, updates::update);
        Files.createDirectory(stage.repository.folder.resolve("stable/databases-1/main.hdb"));
        assertThrows(RefusedUpdateException.class, updates::update);
        assertEquals(0, stage.inUse());
    }

    @Test
    void aPackageLargerThanAllowedIsRefusedBeforeItIsFetched() throws IOException {
        Updates updates = stage.open();
        stage.repository.publish(1, Map.of("main.hdb", "x".repeat((1 << 20) + 1)));
        assertTrue(assertThrows(RefusedUpdateException.class, updates::update).getMessage().contains("update.largest"));
    }

    @Test
    void piecesSignedForOtherPurposesCannotBePutTogether() throws IOException {
        Updates updates = stage.open();
        stage.repository.publish(1);
        stage.repository.publish(2);
        // The index of 2 with the manifest of 1; an index that lies about the sequence; another channel's index; anything unsigned.
        Files.copy(stage.repository.folder.resolve("stable/databases-1/manifest"), stage.repository.folder.resolve("stable/databases-2/manifest"),
                java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        assertThrows(RefusedUpdateException.class, updates::update);
        byte[] manifest = Files.readAllBytes(stage.repository.folder.resolve("stable/databases-1/manifest"));
        stage.repository.index(new UpdateIndex("stable", stage.now, stage.now.plusSeconds(60), List.of(new UpdateIndex.Entry(UpdateKind.DATABASES, 9, TestRepository.sha(manifest), "databases-1"))));
        assertThrows(RefusedUpdateException.class, updates::update);
        stage.repository.index(new UpdateIndex("beta", stage.now, stage.now.plusSeconds(60), List.of(new UpdateIndex.Entry(UpdateKind.DATABASES, 1, TestRepository.sha(manifest), "databases-1"))));
        assertThrows(RefusedUpdateException.class, updates::update);
        Files.writeString(stage.repository.folder.resolve("stable/index"), "palisade-update-index 1\n");
        assertThrows(RefusedUpdateException.class, updates::update);
        assertEquals(0, stage.inUse());
    }

    @Test
    void anEndlessSourceIsLeft() throws IOException {
        Updates updates = stage.open(Optional.of(path -> new InputStream() {
            @Override
            public int read() {
                return 'x';
            }
        }), Step.Watcher.NONE);
        assertThrows(RefusedUpdateException.class, updates::update);
    }

    @Test
    void withoutKeysNothingIsTrusted() throws IOException {
        stage.repository.publish(1);
        Files.delete(stage.repository.keys);
        Updates updates = stage.open();
        assertThrows(RefusedUpdateException.class, updates::update);
    }
}
