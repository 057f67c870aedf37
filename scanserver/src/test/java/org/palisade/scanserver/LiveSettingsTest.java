package org.palisade.scanserver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.palisade.networkagent.process.SettingsException;

class LiveSettingsTest {

    @TempDir
    private Path folder;
    private final List<ScanserverConfig> used = new ArrayList<>();

    private LiveSettings settings(String text) throws IOException, SettingsException {
        write(text);
        return LiveSettings.read(folder.resolve("scanserver.properties"));
    }

    private void write(String text) throws IOException {
        Files.writeString(folder.resolve("scanserver.properties"), text);
    }

    @Test
    void whatWaitsForARestartStaysAsItWasAndIsNamedEachTime() throws IOException, SettingsException {
        LiveSettings settings = settings("");
        write("scan.workers = 77\ncache.grace-seconds = 60\n");
        assertEquals(new LiveSettings.Told(null, List.of("cache.grace-seconds"), List.of("scan.workers")), settings.reload(used::add));
        assertEquals(new LiveSettings.Told(null, List.of(), List.of("scan.workers")), settings.reload(used::add));
        assertEquals(1, used.size());
        assertEquals(Duration.ofSeconds(60), used.get(0).cache().grace());
        assertEquals(Runtime.getRuntime().availableProcessors(), used.get(0).scans().workers());
    }

    @Test
    void aKeyTakenOutHasItsDefaultAgain() throws IOException, SettingsException {
        LiveSettings settings = settings("scan.queue = 5\n");
        write("");
        assertEquals(List.of("scan.queue"), settings.reload(used::add).changed());
        assertEquals(1000, used.get(0).scans().queue());
    }

    @Test
    void aFileWithAnErrorIsNotUsed() throws IOException, SettingsException {
        LiveSettings settings = settings("");
        write("scan.queue = 5\nscan.kueue = 5\n");
        assertNotNull(settings.reload(used::add).problem());
        Files.delete(folder.resolve("scanserver.properties"));
        assertNotNull(settings.reload(used::add).problem());
        assertEquals(List.of(), used);
        assertEquals(1000, settings.config().scans().queue());
    }

    @Test
    void anotherRepositoryIsLiveTheFirstOneIsNot() throws IOException, SettingsException {
        LiveSettings without = settings("");
        write("update.source = a\n");
        assertEquals(List.of("update.source"), without.reload(used::add).waiting());
        LiveSettings with = settings("update.source = a\n");
        write("update.source = b\n");
        assertEquals(List.of("update.source"), with.reload(used::add).changed());
    }
}
