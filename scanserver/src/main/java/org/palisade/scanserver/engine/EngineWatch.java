package org.palisade.scanserver.engine;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;

/** Looks after the engine: asks it every few seconds to refresh itself, and tells when its signature set changed or it was lost or came back. */
public final class EngineWatch {

    /** Whom it tells. Called by the watching thread. */
    public interface Listener {
        /** Another signature set is in use. */
        void signatureSetChanged(SignatureChange change);

        /** What the signature set was loaded from has gone; the set stays in use. */
        void signaturesMissing();

        /** The engine cannot be reached any more. */
        void engineLost();

        /** The engine can be reached again. */
        void engineBack();
    }

    private static final Logger LOG = System.getLogger(EngineWatch.class.getName());

    private final Engine engine;
    private final Listener listener;
    private String signatureSet;
    private boolean lost;
    private boolean missing;

    /** A watch that starts from what the engine says now. */
    public EngineWatch(Engine engine, Listener listener) {
        this.engine = engine;
        this.listener = listener;
        this.signatureSet = engine.signatureSet();
    }

    /** One look; to be repeated by one thread, and whatever goes wrong in one is no reason not to look again. */
    public void look() {
        try {
            lookOnce();
        } catch (RuntimeException | OutOfMemoryError e) {
            LOG.log(Level.ERROR, "a look at engine " + engine.name() + " failed", e);
        }
    }

    private void lookOnce() {
        try {
            engine.refresh();
            if (lost) {
                lost = false;
                LOG.log(Level.INFO, "engine {0} is back", engine.name());
                listener.engineBack();
            }
        } catch (EngineUnavailableException e) {
            if (!lost) {
                lost = true;
                LOG.log(Level.ERROR, "engine {0} is lost: {1}", engine.name(), e.getMessage());
                listener.engineLost();
            }
        }
        boolean gone = engine.signaturesMissing();
        if (gone && !missing) {
            listener.signaturesMissing();
        }
        missing = gone;
        String now = engine.signatureSet();
        if (!now.equals(signatureSet)) {
            LOG.log(Level.INFO, "signature set {0} is in use", now);
            listener.signatureSetChanged(engine.changeSince(signatureSet));
            signatureSet = now;
        }
    }
}
