package org.palisade.scanserver.engine.signatures;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import org.palisade.scanserver.engine.Checkpoint;
import org.palisade.scanserver.engine.Engine;
import org.palisade.scanserver.engine.Scan;
import org.palisade.scanserver.engine.SignatureChange;
import org.palisade.scanserver.engine.container.ContainerConfig;
import org.palisade.scanserver.engine.container.ContainerWalk;
import org.palisade.scanserver.engine.container.SpoolSpace;

/**
 * Our own engine. Folders that change are loaded anew, whole, once they have stood still between two looks; until then the set before stays. It also stays when a
 * folder that had signatures has none any more: a lost mount or a half-done copy must not turn every known threat into a clean file. A set is given up by a restart.
 */
public final class SignatureEngine implements Engine {

    static final String NAME = "signatures";

    private static final Logger LOG = System.getLogger(SignatureEngine.class.getName());

    /** A set and what it changed, so that both are read at once. */
    private record Current(SignatureSet set, SignatureChange change) {
    }

    private final SignatureLoader loader;
    private final Tools tools;
    private volatile Current current;
    private String loaded;
    private String seen;
    private boolean failing;
    private volatile boolean missing;

    /**
     * Loads the folders.
     *
     * @throws IOException if a file in them cannot be read
     */
    public SignatureEngine(SignaturesConfig config, ContainerConfig containers) throws IOException {
        this(config, containers, CvdKey.CLAMAV);
    }

    SignatureEngine(SignaturesConfig config, ContainerConfig containers, CvdKey key) throws IOException {
        SpoolSpace space = new SpoolSpace(containers);
        tools = new Tools(space, new ContainerWalk(containers, space), new Faults(), config.largeSize());
        loader = new SignatureLoader(config, key);
        loaded = loader.stamp();
        seen = loaded;
        SignatureSet set = loader.load(SignatureSet.builtIn());
        current = new Current(set, nothing(set));
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String signatureSet() {
        return current.set.label();
    }

    @Override
    public void refresh() {
        try {
            String stamp = loader.stamp();
            boolean still = stamp.equals(seen);
            seen = stamp;
            boolean gone = still && stamp.isEmpty() && !loaded.isEmpty();
            if (gone && !missing) {
                LOG.log(Level.ERROR, "the signature folder has no signatures any more; {0} stays in use", current.set.label());
            }
            missing = gone;
            if (still && !gone && !stamp.equals(loaded)) {
                load();
                loaded = stamp;
            }
            failing = false;
        } catch (IOException e) {
            LOG.log(failing ? Level.DEBUG : Level.ERROR, "the signature folder cannot be loaded; " + current.set.label() + " stays in use", e);
            failing = true;
        }
    }

    private void load() throws IOException {
        SignatureSet before = current.set;
        SignatureSet set = loader.load(before);
        if (set.label().equals(before.label())) {
            return;
        }
        current = new Current(set, new SetDifference(before, set).change());
    }

    @Override
    public SignatureChange changeSince(String from) {
        Current now = current;
        if (from.equals(now.set.label())) {
            return nothing(now.set);
        }
        return from.equals(now.change.from()) ? now.change : SignatureChange.unknown(from, now.set.label());
    }

    private static SignatureChange nothing(SignatureSet set) {
        return new SignatureChange(set.label(), set.label(), true, List.of(), Set.of(), false, false, Set.of());
    }

    @Override
    public OptionalLong signatures() {
        return OptionalLong.of(current.set.coverage().loaded());
    }

    @Override
    public boolean signaturesMissing() {
        return missing;
    }

    /** What the set in use was made of, and what was left out. */
    public Coverage coverage() {
        return current.set.coverage();
    }

    @Override
    public Scan open(long size, boolean archives, Checkpoint checkpoint) {
        return new SignatureScan(current.set, tools, size, archives, checkpoint);
    }

    /** Also ends a load that is under way. */
    @Override
    public void close() {
        loader.cancel();
    }
}
