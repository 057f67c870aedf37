package org.palisade.micro;

import java.util.logging.Filter;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import javax.net.ssl.SSLException;

/**
 * Makes one line of the log of a refused handshake: an untrusted certificate, a wrong version. Grizzly tells of those with a stack and at level
 * FINE, together with every client that just goes away; the latter are left out.
 */
public final class RefusedHandshakes implements Filter {

    private static final String SOURCE = "org.glassfish.grizzly.filterchain.DefaultFilterChain";

    @Override
    public boolean isLoggable(LogRecord entry) {
        if (!SOURCE.equals(entry.getLoggerName()) || entry.getLevel().intValue() >= Level.INFO.intValue()) {
            return true;
        }
        if (!(entry.getThrown() instanceof SSLException refusal)) {
            return false;
        }
        entry.setLevel(Level.INFO);
        entry.setMessage("refused a TLS handshake: {0}");
        entry.setParameters(new Object[] {refusal.getMessage()});
        entry.setResourceBundle(null);
        entry.setThrown(null);
        return true;
    }
}
