package org.palisade.server.platform.boundary;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ServerConfigTest {

    @TempDir
    Path folder;

    @Test
    void withoutAFileTheDefaultsHold() throws IOException {
        ServerConfig config = ServerConfig.read(folder.resolve("none"));
        assertEquals(new ServerConfig(Duration.ofDays(90), Duration.ofMinutes(6), 2, Duration.ofSeconds(60)), config);
    }

    @Test
    void theSampleSaysTheDefaults() throws IOException {
        String sample = Files.readString(Path.of("../config/server/server.properties"));
        // Every setting is commented out: a hash right before its key.
        Path file = Files.writeString(folder.resolve("sample"), sample.replaceAll("(?m)^#(?=[a-z-]+\\.[a-z-]+=)", ""));
        assertEquals(4, Files.readAllLines(file).stream().filter(line -> line.matches("[a-z-]+\\.[a-z-]+=.*")).count());
        assertEquals(ServerConfig.defaults(), ServerConfig.read(file));
    }

    @Test
    void anUnknownKeyStopsTheStartAndNamesItself() throws IOException {
        Path file = Files.writeString(folder.resolve("server.properties"), "certificate.days=30\nsilent.minuets=6\n");
        assertTrue(assertThrows(IllegalArgumentException.class, () -> ServerConfig.read(file)).getMessage().contains("silent.minuets"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"certificate.days=0", "certificate.days=91", "silent.minutes=many", "sign-in.verifications=17"})
    void aValueOutOfRangeStopsTheStartAndNamesItsKey(String line) throws IOException {
        Path file = Files.writeString(folder.resolve("server.properties"), line);
        String message = assertThrows(IllegalArgumentException.class, () -> ServerConfig.read(file)).getMessage();
        assertTrue(message.contains(line.substring(0, line.indexOf('='))), message);
    }
}
