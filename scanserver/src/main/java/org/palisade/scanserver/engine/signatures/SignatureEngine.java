package org.palisade.scanserver.engine.signatures;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.OptionalLong;
import org.palisade.scanserver.engine.Checkpoint;
import org.palisade.scanserver.engine.Engine;
import org.palisade.scanserver.engine.Scan;

/**
 * Our own engine. A folder that changes is loaded anew, whole, once it has stood still between two looks; until then the set before stays. It also stays when a
 * folder that had signatures has none any more: a lost mount or a half-done copy must not turn every known threat into a clean file. A set is given up by a restart.
 */
public final class SignatureEngine implements Engine {

    static final String NAME = "signatures";

    private static final Logger LOG = System.getLogger(SignatureEngine.class.getName());

    private final SignatureLoader loader;
    private volatile SignatureSet set;
    private String loaded;
    private String seen;
    private boolean failing;
    private volatile boolean missing;

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
            boolean gone = still && stamp.isEmpty() && !loaded.isEmpty();
            if (gone && !missing) {
                LOG.log(Level.ERROR, "the signature folder has no signatures any more; {0} stays in use", set.label());
            }
            missing = gone;
            if (still && !gone && !stamp.equals(loaded)) {
                set = loader.load();
                loaded = stamp;
            }
            failing = false;
        } catch (IOException e) {
            LOG.log(failing ? Level.DEBUG : Level.ERROR, "the signature folder cannot be read; " + set.label() + " stays in use", e);
            failing = true;
        }
    }

    @Override
    public OptionalLong signatures() {
        SignatureSet used = set;
        return OptionalLong.of((long) used.hashes().count() + used.bodies().count());
    }

    @Override
    public boolean signaturesMissing() {
        return missing;
    }

    @Override
    public Scan open(long size, boolean archives, Checkpoint checkpoint) {
        return new SignatureScan(set, size, archives);
    }

    @Override
    public void close() {
        // Holds nothing but memory.
    }
}
