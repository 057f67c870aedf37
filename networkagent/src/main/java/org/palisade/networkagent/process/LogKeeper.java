package org.palisade.networkagent.process;

import java.util.logging.LogManager;

/** The JDK's log, except that it goes on while the process stops: the JDK would take the log away before the last lines are written. */
public final class LogKeeper extends LogManager {

    /** Called by the JDK, which is told of this class by {@link LogLines#keep}. */
    public LogKeeper() {
        super();
    }

    @Override
    public void reset() {
        // Nothing: the JDK calls it at shutdown, concurrently with our own.
    }
}
