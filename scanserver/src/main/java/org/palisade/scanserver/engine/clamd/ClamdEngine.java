package org.palisade.scanserver.engine.clamd;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import org.palisade.protocol.scan.Digest;
import org.palisade.protocol.scan.Reason;
import org.palisade.protocol.scan.Verdict;
import org.palisade.scanserver.engine.Checkpoint;
import org.palisade.scanserver.engine.Engine;
import org.palisade.scanserver.engine.EngineUnavailableException;
import org.palisade.scanserver.engine.Scan;

/**
 * Asks ClamAV daemons, the one with the fewest scans first. Each verdict is labelled by what its daemon said it was: the engine's own signature set is the label of the
 * daemon with the newest database, and it stays with that label while any daemon has it and none a newer one.
 */
public final class ClamdEngine implements Engine {

    /**
     * What became of its daemons.
     *
     * @param members    how many are named in the settings
     * @param well       how many answer
     * @param silent     how many of those do not say when they stop at their limits
     * @param idle       sessions kept for the next scan
     * @param reused     scans that found a session ready
     * @param connected  sessions begun
     * @param failedOver scans repeated at another daemon at once
     */
    public record Figures(int members, int well, int silent, int idle, long reused, long connected, long failedOver) {
    }

    /** Told of a session before it is waited for, so that whoever gives up can end the wait. */
    interface Holder {
        void hold(ClamdLink link) throws IOException;
    }

    static final String NAME = "clamd";
    private static final Logger LOG = System.getLogger(ClamdEngine.class.getName());
    private static final int LONGEST_LABEL = 64;

    private final ClamdConfig config;
    private final List<ClamdMember> members = new ArrayList<>();
    private final LongAdder failedOver = new LongAdder();
    private volatile String signatureSet = "clamd-unknown";

    /** An engine whose daemons need not be there yet. */
    public ClamdEngine(ClamdConfig config) {
        this(config, System::nanoTime);
    }

    ClamdEngine(ClamdConfig config, LongSupplier clock) {
        this.config = config;
        DatabaseFolder folder = new DatabaseFolder(config.databaseFolder(), config.reload(), clock);
        for (var address : config.members()) {
            members.add(new ClamdMember(address, config, folder, clock));
            if (address instanceof InetSocketAddress tcp && !tcp.getAddress().isLoopbackAddress()) {
                LOG.log(Level.WARNING, "clamd at {0} is on another machine: the content of files leaves this one unencrypted (clamd.allow-remote = yes)", address);
            }
        }
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String signatureSet() {
        return signatureSet;
    }

    @Override
    public void refresh() throws EngineUnavailableException {
        IOException failure = new IOException("none is named");
        for (ClamdMember member : members) {
            try {
                member.look();
            } catch (IOException e) {
                failure = e;
            }
        }
        Optional<ClamdMember> newest = members.stream().filter(ClamdMember::well).max(Comparator.<ClamdMember>comparingLong(member -> member.version().database())
                .thenComparing(member -> label(member, member.version()).equals(signatureSet)).thenComparing(member -> -members.indexOf(member)));
        if (newest.isEmpty()) {
            throw new EngineUnavailableException("clamd cannot be reached: " + failure.getMessage(), failure);
        }
        signatureSet = label(newest.get(), newest.get().version());
    }

    @Override
    public Scan open(long size, boolean archives, Checkpoint checkpoint) throws EngineUnavailableException {
        if (size > config.objectSize()) {
            return new TooLarge(signatureSet);
        }
        if (size <= KeptScan.MOST && members.stream().anyMatch(ClamdMember::well)) {
            return new KeptScan(this, (int) size, checkpoint);
        }
        ClamdScan scan = new ClamdScan(this, checkpoint);
        try {
            scan.begin(Optional.empty());
            return scan;
        } catch (IOException e) {
            scan.close();
            throw new EngineUnavailableException("clamd cannot be reached: " + e.getMessage(), e);
        }
    }

    /** What became of its daemons. */
    public Figures figures() {
        return new Figures(members.size(), (int) members.stream().filter(ClamdMember::well).count(),
                (int) members.stream().filter(member -> member.well() && member.silent()).count(), members.stream().mapToInt(ClamdMember::idle).sum(),
                members.stream().mapToLong(ClamdMember::reused).sum(), members.stream().mapToLong(ClamdMember::connected).sum(), failedOver.sum());
    }

    @Override
    public void close() {
        members.forEach(ClamdMember::close);
    }

    /**
     * A session with a daemon that answers: of those that are well the one with the fewest scans, else any.
     *
     * @param last asked only if no other answers
     */
    Lease lease(Holder holder, Optional<ClamdMember> last) throws IOException {
        List<ClamdMember> order = new ArrayList<>(members);
        order.sort(Comparator.<ClamdMember>comparingInt(member -> last.isPresent() && last.get() == member ? 1 : 0)
                .thenComparingInt(member -> member.well() ? 0 : 1).thenComparingInt(member -> member.scans().get()));
        IOException failure = new IOException("none is named");
        for (ClamdMember member : order) {
            try {
                return lease(member, holder);
            } catch (IOException e) {
                failure = e;
            }
        }
        throw failure;
    }

    private static Lease lease(ClamdMember member, Holder holder) throws IOException {
        // Those kept may have been ended by the daemon meanwhile; a new one cannot.
        for (int kept = member.idle(); kept >= 0; kept--) {
            boolean fresh = kept == 0;
            ClamdLink link;
            try {
                link = member.session(fresh);
            } catch (IOException e) {
                member.lost(e);
                throw e;
            }
            holder.hold(link);
            try {
                return new Lease(member, link, Version.of(link.ask("VERSION")));
            } catch (IOException e) {
                link.close();
                // Held again: throws if it was closed by whoever gave up, which says nothing of the daemon.
                holder.hold(link);
                if (fresh) {
                    member.lost(e);
                    throw e;
                }
            }
        }
        throw new IOException("no session");
    }

    boolean answers() {
        return members.stream().anyMatch(ClamdEngine::answers);
    }

    static boolean answers(ClamdMember member) {
        try (ClamdLink link = member.session(true)) {
            return "PONG".equals(link.ask("PING"));
        } catch (IOException e) {
            return false;
        }
    }

    void failedOver() {
        failedOver.increment();
    }

    boolean trusts(ClamdMember member) {
        return !member.silent() || config.silentLimits() == SilentLimits.TRUST;
    }

    /** At most 64 characters, and never the same for two that differ. */
    static String label(ClamdMember member, Version version) {
        String label = member.label(version);
        return label.length() <= LONGEST_LABEL ? label
                : label.substring(0, LONGEST_LABEL - 9) + String.format("-%08x", label.hashCode());
    }

    /** An object the daemon would only pretend to scan whole. */
    private record TooLarge(String signatureSet) implements Scan {

        @Override
        public boolean wanting() {
            return false;
        }

        @Override
        public void feed(ByteBuffer bytes) {
            bytes.position(bytes.limit());
        }

        @Override
        public Verdict finish(Digest content) {
            return Verdict.notFullyScanned(Reason.ENGINE_LIMIT, NAME, signatureSet);
        }

        @Override
        public void close() {
            // Nothing was opened.
        }
    }
}
