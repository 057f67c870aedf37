package org.palisade.micro;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class MicroConfigTest {

    @Test
    void onlyTheHomeMustBeGiven() {
        MicroConfig config = of("--home", "/srv/palisade");
        assertEquals(Path.of("/srv/palisade"), config.home());
        assertEquals(Path.of("/srv/palisade/secrets"), config.secrets());
        assertEquals("127.0.0.1", config.address());
        assertEquals(7271, config.port());
    }

    @Test
    void everyArgumentCounts() {
        MicroConfig config = of("--port", "7300", "--secrets", "/srv/keys", "--address", "192.0.2.1", "--home", "/srv/palisade");
        assertEquals(Path.of("/srv/keys"), config.secrets());
        assertEquals("192.0.2.1", config.address());
        assertEquals(7300, config.port());
    }

    @Test
    void aWrongArgumentIsNamed() {
        assertTrue(refusal("--home", "/srv", "--prot", "1").contains("--prot"));
        assertTrue(refusal("--home", "/srv", "--home", "/srv").contains("--home"));
        assertTrue(refusal("--home").contains("--home"));
        assertTrue(refusal("--port", "7300").contains("--home"));
        assertTrue(refusal("--home", "/srv", "--port", "many").contains("--port"));
        assertTrue(refusal("--home", "/srv", "--port", "65536").contains("--port"));
    }

    private static MicroConfig of(String... arguments) {
        return MicroConfig.of(arguments, Path.of("/opt/palisade"));
    }

    private static String refusal(String... arguments) {
        return assertThrows(IllegalArgumentException.class, () -> of(arguments)).getMessage();
    }
}
