package org.palisade.scanserver.engine.signatures;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import org.palisade.scanserver.engine.Engine;
import org.palisade.scanserver.engine.Scan;

/** Our own engine. A folder that changes is loaded anew, whole, once it has stood still between two looks; until then the set before stays. */
public final class SignatureEngine implements Engine {

    static final String NAME = "signatures";

    private static final Logger LOG = System.getLogger(SignatureEngine.class.getName());

    private final SignatureLoader loader;
    private volatile SignatureSet set;
    private String loaded;
    private String seen;

    /**
     * Loads the folder.
     *
     * @throws IOException if it is there and cannot be read
     */
    public SignatureEngine(SignaturesConfig config) throws IOException {
        loader = new SignatureLoader(config.folder());
        loaded = loader.stamp();
        seen = loaded;
        set = loader.load();
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String signatureSet() {
        return set.label();
    }

    @Override
    public void refresh() {
        try {
            String stamp = loader.stamp();
            boolean still = stamp.equals(seen);
            seen = stamp;
            if (still && !stamp.equals(loaded)) {
                loaded = stamp;
                set = loader.load();
            }
        } catch (IOException e) {
            LOG.log(Level.ERROR, "the signature folder cannot be read; " + set.label() + " stays in use", e);
        }
    }

    @Override
    public Scan open(long size, boolean archives) {
        return new SignatureScan(set, size, archives);
    }

    @Override
    public void close() {
        // Holds nothing but memory.
    }
}
