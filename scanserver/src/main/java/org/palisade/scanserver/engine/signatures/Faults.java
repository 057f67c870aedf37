package org.palisade.scanserver.engine.signatures;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Logs what hostile content made go wrong: each kind of fault once as a warning, so that an attacker cannot fill the log. Thread-safe. */
final class Faults {

    private static final Logger LOG = System.getLogger(Faults.class.getName());
    private static final int MOST = 200;

    private final Set<String> known = ConcurrentHashMap.newKeySet();

    void log(Throwable fault) {
        StackTraceElement[] stack = fault.getStackTrace();
        String kind = fault.getClass().getName() + (stack.length == 0 ? "" : " at " + stack[0]);
        boolean first = known.size() < MOST && known.add(kind);
        LOG.log(first ? Level.WARNING : Level.DEBUG, "an object could not be judged to its end", fault);
    }
}
