package org.palisade.scanserver.engine.clamd;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.SocketAddress;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One daemon: whether it is well, what it says it is, and the sessions kept with it. Thread-safe. */
final class ClamdMember {

    private record Kept(ClamdLink link, long since) {
    }

    private static final Logger LOG = System.getLogger(ClamdMember.class.getName());
    private static final Pattern POOLS = Pattern.compile("pools_used ([0-9.]+)M");
    private static final long PROBE_NANOS = TimeUnit.MINUTES.toNanos(5);

    private final SocketAddress address;
    private final ClamdConfig config;
    private final DatabaseFolder folder;
    private final LongSupplier clock;
    private final Deque<Kept> kept = new ArrayDeque<>();
    private final AtomicInteger scans = new AtomicInteger();
    private final LongAdder reused = new LongAdder();
    private final LongAdder connected = new LongAdder();
    private volatile boolean well;
    private volatile boolean silent;
    private volatile Version version = new Version("clamav-unknown", 0);
    /** What a label says besides the version, as of the last look. */
    private volatile String rest = "";
    private boolean probed;
    private long probedAt;

    ClamdMember(SocketAddress address, ClamdConfig config, DatabaseFolder folder, LongSupplier clock) {
        this.address = address;
        this.config = config;
        this.folder = folder;
        this.clock = clock;
    }

    /** True if it answered when it was asked last. */
    boolean well() {
        return well;
    }

    /** True if it calls what lies beyond its limits clean. */
    boolean silent() {
        return silent;
    }

    Version version() {
        return version;
    }

    AtomicInteger scans() {
        return scans;
    }

    long reused() {
        return reused.sum();
    }

    long connected() {
        return connected.sum();
    }

    synchronized int idle() {
        return kept.size();
    }

    /** Identity of what a verdict was given with. */
    String label(Version given) {
        return given.program() + (given.database() > 0 ? "-" + given.database() : "") + rest;
    }

    /** A session: the one used last, else a new one. Whether the daemon is still at its other end shows only when it is used. */
    ClamdLink session(boolean fresh) throws IOException {
        Kept last;
        synchronized (this) {
            last = fresh ? null : kept.pollLast();
        }
        if (last != null) {
            reused.increment();
            return last.link();
        }
        ClamdLink link = new ClamdLink(address, config.timeout());
        connected.increment();
        return link;
    }

    /** Keeps a session for the next scan, unless there are enough. */
    void keep(ClamdLink link) {
        synchronized (this) {
            if (well && kept.size() < config.sessions()) {
                kept.addLast(new Kept(link, clock.getAsLong()));
                return;
            }
        }
        link.close();
    }

    /** It failed: its sessions are worth nothing, and others are asked first until it answers again. */
    void lost(IOException cause) {
        boolean news = well;
        well = false;
        closeAll(Long.MAX_VALUE);
        if (news) {
            LOG.log(Level.WARNING, "clamd at {0} is lost: {1}", address, cause.getMessage());
        }
    }

    /**
     * Asks it how it is; by one thread.
     *
     * @throws IOException if it does not answer
     */
    void look() throws IOException {
        closeAll(config.idle().toNanos());
        String stamp = folder.stamp();
        try (ClamdLink link = new ClamdLink(address, config.timeout())) {
            Version now = Version.of(link.ask("VERSION"));
            if (!probed || !well || clock.getAsLong() - probedAt > PROBE_NANOS) {
                probe(link);
            }
            String pools = pools(link.ask("STATS"));
            // A daemon that cannot name its database shares no label with another, unless the folder tells what both have.
            String own = now.database() > 0 || folder.watched() ? "" : String.format("-m%04x", address.toString().hashCode() & 0xffff);
            rest = pools + own + stamp;
            version = now;
        } catch (IOException e) {
            lost(e);
            throw e;
        }
        if (!well) {
            LOG.log(Level.INFO, "clamd at {0} answers: {1}", address, label(version));
            well = true;
        }
    }

    private void probe(ClamdLink link) throws IOException {
        boolean quiet = !LimitProbe.tells(link);
        if (quiet && (!silent || !probed)) {
            LOG.log(Level.WARNING, "clamd at {0} does not say when it stops at its limits: set AlertExceedsMax yes and AlertEncrypted yes in its clamd.conf; {1}", address,
                    config.silentLimits() == SilentLimits.TRUST ? "containers it calls clean may not have been scanned whole"
                            : "until then containers it calls clean are reported as not fully scanned");
        }
        silent = quiet;
        probed = true;
        probedAt = clock.getAsLong();
    }

    /** How much its databases take, to the kilobyte: shows most loads of other text databases. */
    private static String pools(String stats) {
        Matcher used = POOLS.matcher(stats);
        return used.find() ? "-p" + used.group(1).replace(".", "") : "";
    }

    private void closeAll(long youngest) {
        long now = clock.getAsLong();
        while (true) {
            Kept oldest;
            synchronized (this) {
                oldest = kept.peekFirst();
                if (oldest == null || youngest != Long.MAX_VALUE && now - oldest.since() < youngest) {
                    return;
                }
                kept.removeFirst();
            }
            oldest.link().close();
        }
    }

    void close() {
        well = false;
        closeAll(Long.MAX_VALUE);
    }
}
