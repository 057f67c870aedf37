package org.palisade.micro;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.EOFException;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.SimpleFormatter;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.Test;

class RefusedHandshakesTest {

    private final RefusedHandshakes filter = new RefusedHandshakes();

    @Test
    void aRefusedHandshakeIsOneLine() {
        LogRecord entry = entry("org.glassfish.grizzly.filterchain.DefaultFilterChain", new SSLHandshakeException("certificate unknown"));
        assertTrue(filter.isLoggable(entry));
        assertEquals("refused a TLS handshake: certificate unknown", new SimpleFormatter().formatMessage(entry));
        assertEquals(Level.INFO, entry.getLevel());
        assertNull(entry.getThrown());
    }

    @Test
    void aClientThatGoesAwayIsNone() {
        assertFalse(filter.isLoggable(entry("org.glassfish.grizzly.filterchain.DefaultFilterChain", new EOFException())));
    }

    @Test
    void whatOthersSayStays() {
        assertTrue(filter.isLoggable(entry("org.palisade", new EOFException())));
    }

    private static LogRecord entry(String logger, Exception thrown) {
        LogRecord entry = new LogRecord(Level.FINE, "GRIZZLY0013");
        entry.setLoggerName(logger);
        entry.setThrown(thrown);
        return entry;
    }
}
