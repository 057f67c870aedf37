package org.palisade.scanserver.engine.clamd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import org.junit.jupiter.api.Test;

class VersionTest {

    @Test
    void theProgramAndItsDatabaseAreRead() throws IOException {
        assertEquals(new Version("clamav-1.4.6", 27500), Version.of("ClamAV 1.4.6/27500/Mon Jan  5 09:00:00 2026"));
        assertEquals(new Version("clamav-1.4.6", 0), Version.of("ClamAV 1.4.6"));
    }

    @Test
    void whatIsNoVersionIsNotClamd() {
        for (String reply : new String[] {"", "/", "///", "pong", "/27500/"}) {
            assertThrows(IOException.class, () -> Version.of(reply), reply);
        }
    }
}
