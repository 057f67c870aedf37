package org.palisade.scanserver;

import java.io.IOException;
import org.palisade.scanserver.engine.Engine;
import org.palisade.scanserver.engine.EngineKind;
import org.palisade.scanserver.engine.EngineUnavailableException;
import org.palisade.scanserver.engine.clamd.ClamdEngine;
import org.palisade.scanserver.engine.signatures.SignatureEngine;

/** Makes the engine the settings name. */
final class Engines {

    private static final System.Logger LOG = System.getLogger(Engines.class.getName());

    private Engines() {
    }

    static Engine open(ScanserverConfig config) throws IOException {
        if (config.engine() == EngineKind.SIGNATURES) {
            return new SignatureEngine(config.signatures(), config.containers());
        }
        ClamdEngine clamd = new ClamdEngine(config.clamd());
        try {
            clamd.refresh();
        } catch (EngineUnavailableException e) {
            if (config.engine() == EngineKind.AUTO) {
                LOG.log(System.Logger.Level.INFO, "no clamd answers; our own signatures are used");
                return new SignatureEngine(config.signatures(), config.containers());
            }
            LOG.log(System.Logger.Level.WARNING, "{0}; scans have to wait for it", e.getMessage());
        }
        return clamd;
    }
}
