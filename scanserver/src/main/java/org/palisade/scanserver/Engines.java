package org.palisade.scanserver;

import java.io.IOException;
import org.palisade.scanserver.engine.Engine;
import org.palisade.scanserver.engine.EngineKind;
import org.palisade.scanserver.engine.EngineUnavailableException;
import org.palisade.scanserver.engine.clamd.ClamdEngine;
import org.palisade.scanserver.engine.signatures.SignatureEngine;
import org.palisade.scanserver.update.Updates;

/** Makes the engine the settings name. */
final class Engines {

    private static final System.Logger LOG = System.getLogger(Engines.class.getName());

    private Engines() {
    }

    static Engine open(ScanserverConfig config) throws IOException {
        if (config.engine() == EngineKind.SIGNATURES) {
            return signatures(config);
        }
        ClamdEngine clamd = new ClamdEngine(config.clamd());
        try {
            clamd.refresh();
        } catch (EngineUnavailableException e) {
            if (config.engine() == EngineKind.AUTO) {
                LOG.log(System.Logger.Level.INFO, "no clamd answers; our own signatures are used");
                return signatures(config);
            }
            LOG.log(System.Logger.Level.WARNING, "{0}; scans have to wait for it", e.getMessage());
        }
        return clamd;
    }

    /** A set on trial that cannot even be loaded must not keep the process from starting. */
    private static Engine signatures(ScanserverConfig config) throws IOException {
        try {
            return new SignatureEngine(config.signatures(), config.containers());
        } catch (IOException e) {
            if (Updates.takeBackTrial(config.updates())) {
                return new SignatureEngine(config.signatures(), config.containers());
            }
            throw e;
        }
    }
}
