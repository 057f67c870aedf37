package org.palisade.networkagent.process;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SettingsTest {

    private enum Colour { RED, GREEN }

    @Test
    void aLineIsAKeyAndWhatFollowsTheFirstEqualsSign() throws SettingsException {
        Settings settings = of("# comment\n\n  home = /srv/a b=c \r\nempty=\n");
        assertEquals(Optional.of("/srv/a b=c"), settings.text("home"));
        assertEquals(Optional.empty(), settings.text("empty"));
        assertEquals("x", settings.text("missing", "x"));
        settings.finish();
    }

    @Test
    void aKeyNobodyAskedForIsNamed() throws SettingsException {
        Settings settings = of("home=/srv\nhoem=/srv\n");
        settings.text("home");
        assertEquals("unknown setting hoem; did you mean home? The sample settings of the distribution list all there are",
                assertThrows(SettingsException.class, settings::finish).getMessage());
        Settings other = of("colour=red\n");
        other.text("home");
        assertEquals("unknown setting colour; the sample settings of the distribution list all there are",
                assertThrows(SettingsException.class, other::finish).getMessage());
    }

    @Test
    void aKeyThatStandsTwiceAndALineThatIsNoSettingAreRefused() {
        assertTrue(assertThrows(SettingsException.class, () -> of("a=1\na=2")).getMessage().contains("twice"));
        assertTrue(assertThrows(SettingsException.class, () -> of("a=1\nnonsense")).getMessage().contains("line 2"));
    }

    @Test
    void numbersSecondsAndChoicesKeepTheirBounds() throws SettingsException {
        Settings settings = of("port=70000\nwait=7\ncolour=green\nbad=blue\nword=many");
        assertTrue(assertThrows(SettingsException.class, () -> settings.number("port", 1, 0, 65535)).getMessage().contains("port"));
        assertThrows(SettingsException.class, () -> settings.number("word", 1, 0, 65535));
        assertEquals(Duration.ofSeconds(7), settings.seconds("wait", 1));
        assertEquals(Colour.GREEN, settings.choice("colour", Colour.RED));
        assertEquals(Colour.RED, settings.choice("missing", Colour.RED));
        assertTrue(assertThrows(SettingsException.class, () -> settings.choice("bad", Colour.RED)).getMessage().contains("red, green"));
    }

    @Test
    void aFolderWhoseNameIsNotUtf8KeepsItsBytes() throws SettingsException {
        byte[] file = {'w', '=', '/', (byte) 0xff, ',', '/', 'b'};
        List<byte[]> folders = Settings.parse(file).bytes("w");
        assertArrayEquals(new byte[] {'/', (byte) 0xff}, folders.get(0));
        assertEquals(2, folders.size());
    }

    @Test
    void aMissingFileIsNamed() {
        assertTrue(assertThrows(SettingsException.class, () -> Settings.read(Path.of("/no/such.properties"))).getMessage().contains("/no/such.properties"));
    }

    private static Settings of(String text) throws SettingsException {
        return Settings.parse(text.getBytes(StandardCharsets.UTF_8));
    }
}
