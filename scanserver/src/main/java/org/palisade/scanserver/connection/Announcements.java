package org.palisade.scanserver.connection;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.UUID;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.palisade.protocol.signed.PeerName;

/**
 * Carries calls to the {@link SessionListener} away from the threads that serve connections, in their order. Nothing new is taken in while it is {@link #behind}, so
 * at most that many calls and a few for each open connection wait.
 */
final class Announcements {

    private static final Logger LOG = System.getLogger(Announcements.class.getName());
    private static final int BEHIND = 50_000;
    private static final int STACK = 256 * 1024;
    private static final long LAST_MILLIS = 1000;

    private final SessionListener listener;
    private final LinkedBlockingQueue<Runnable> waiting = new LinkedBlockingQueue<>();
    private final ThreadPoolExecutor thread = new ThreadPoolExecutor(1, 1, 0, TimeUnit.SECONDS, waiting, task -> {
        Thread thread = new Thread(null, task, "sessions", STACK);
        thread.setDaemon(true);
        return thread;
    });

    Announcements(SessionListener listener) {
        this.listener = listener;
    }

    boolean behind() {
        return waiting.size() > BEHIND;
    }

    void connected(UUID connection, PeerName agent) {
        tell(() -> listener.connected(connection, agent));
    }

    void able(UUID connection) {
        tell(() -> listener.able(connection));
    }

    void lost(UUID connection) {
        tell(() -> listener.lost(connection));
    }

    /** Lets what waits be told, at most for a second. */
    void close() {
        thread.shutdown();
        try {
            if (!thread.awaitTermination(LAST_MILLIS, TimeUnit.MILLISECONDS)) {
                LOG.log(Level.WARNING, "the end of {0} sessions could not be told in time", waiting.size());
                thread.shutdownNow();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void tell(Runnable call) {
        try {
            thread.execute(() -> {
                try {
                    call.run();
                } catch (RuntimeException | OutOfMemoryError e) {
                    LOG.log(Level.ERROR, "a session could not be noted", e);
                }
            });
        } catch (RejectedExecutionException e) {
            LOG.log(Level.DEBUG, "a session ended after the listener did");
        }
    }
}
