package org.palisade.scanserver.door;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.palisade.networkagent.process.Settings;
import org.palisade.networkagent.process.SettingsException;

class DoorConfigTest {

    private static DoorConfig config(String text) throws SettingsException {
        return DoorConfig.from(Settings.parse(text.getBytes(StandardCharsets.UTF_8)), Path.of("/home"));
    }

    @Test
    void theDefaultsAreThese() throws SettingsException {
        assertEquals(new DoorConfig(false, new InetSocketAddress(InetAddress.getLoopbackAddress(), 3310), Optional.empty(),
                UUID.fromString("00000000-0000-4000-8000-00000000c1ad"), 1000, 500, 100 << 20, Path.of("/home/door"), 4L << 30, Duration.ofSeconds(30),
                Duration.ofSeconds(120), Duration.ofSeconds(600), Duration.ofSeconds(120), Unscanned.ERROR, "ClamAV 1.4.6"), config(""));
    }

    @Test
    void anotherAddressThanLoopbackMustBeExpresslyAllowed() throws SettingsException {
        assertTrue(assertThrows(SettingsException.class, () -> config("door.address = 0.0.0.0")).getMessage().contains("door.allow-remote"));
        assertTrue(config("door.address = 0.0.0.0\ndoor.allow-remote = yes").address().getAddress().isAnyLocalAddress());
    }
}
