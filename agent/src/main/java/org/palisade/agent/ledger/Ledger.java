package org.palisade.agent.ledger;

import java.io.Closeable;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import java.util.Set;
import org.palisade.agent.file.FileVersion;
import org.palisade.protocol.scan.Reason;
import org.palisade.protocol.scan.ScanStatus;

/**
 * Verdicts on files that have not changed since, under the present signature set. Bounded: what was not asked for lately is forgotten first. A verdict given
 * under another signature set is as good as none.
 * <p>
 * Files that are plainly clean take 20 bytes each, in memory and on disk, and are known again after a restart of the agent under the same boot of the
 * kernel. Of these it is not kept which engine said so. The few other findings are kept in memory as they are.
 */
public final class Ledger implements Closeable {

    private static final Logger LOG = System.getLogger(Ledger.class.getName());
    private static final Path BOOT = Path.of("/proc/sys/kernel/random/boot_id");
    private static final int BYTES_A_FILE = 20;
    private static final int MOST_OTHERS = 1024;
    /** Reasons that will be the same next time, under the same signature set. */
    private static final Set<Reason> LASTING = Set.of(Reason.TOO_LARGE, Reason.ENCRYPTED, Reason.ENGINE_LIMIT, Reason.ARCHIVE_NOT_OPENED);

    private final Clock clock;
    private final CleanFiles clean;
    private final OtherFindings others;

    private Ledger(CleanFiles clean, int others, Clock clock) {
        this.clean = clean;
        this.others = new OtherFindings(others);
        this.clock = clock;
    }

    /** In memory alone. */
    public Ledger(LedgerConfig config, Clock clock) {
        this(CleanFiles.inMemory(room(config)), Math.min(config.files(), MOST_OTHERS), clock);
    }

    /**
     * Kept on disk too, beginning with what an earlier process left there under the same boot of the kernel. On a system that does not number its boots it
     * is in memory alone. Nothing that is wrong with the file stops it.
     *
     * @param file in a folder that is the agent's alone
     */
    public static Ledger kept(LedgerConfig config, Clock clock, Path file) {
        try {
            return kept(config, clock, file, Files.readString(BOOT).strip());
        } catch (IOException e) {
            LOG.log(Level.INFO, "this system does not number its boots: verdicts are remembered in memory alone");
            return new Ledger(config, clock);
        }
    }

    static Ledger kept(LedgerConfig config, Clock clock, Path file, String boot) {
        return new Ledger(CleanFiles.onDisk(room(config), file, boot), Math.min(config.files(), MOST_OTHERS), clock);
    }

    /** From now on verdicts are given under this signature set; those of any other are forgotten. */
    public synchronized void use(String set) {
        if (!set.equals(clean.signatureSet())) {
            clean.use(set);
            others.clear();
        }
    }

    /** The signature set in use, after a restart the last one; empty before the first connection. */
    public String signatureSet() {
        return clean.signatureSet();
    }

    /**
     * What is known. For a file that is plainly clean nothing is allocated and nobody waited for.
     *
     * @param archives whether only a verdict that looked into archives will do; without, a complete one that did will do as well
     */
    public Optional<Finding> find(FileVersion version, boolean archives) {
        Optional<Finding> known = clean.find(version);
        return known.isPresent() && (known.get().archives() || !archives) ? known : others.find(version, archives);
    }

    /**
     * Remembers a finding, if it says something lasting, is of the signature set in use, and the file has rested long enough for a later change to show.
     */
    public synchronized void remember(FileVersion version, Finding finding) {
        if (!lasting(finding) || !finding.verdict().signatureSet().equals(clean.signatureSet()) || !version.settled(clock.instant())) {
            return;
        }
        if (finding.verdict().status() == ScanStatus.CLEAN) {
            others.remove(version, finding.archives());
            clean.remember(version, finding.archives());
        } else {
            clean.find(version).filter(known -> known.archives() || !finding.archives()).ifPresent(known -> clean.forget(version));
            others.put(version, finding);
        }
    }

    /** What is known of a file no longer counts: it was written to, which its times may not show. */
    public synchronized void forget(FileVersion version) {
        clean.forget(version);
        others.remove(version, false);
        others.remove(version, true);
    }

    /** True if the last change is so long ago that another one would show. */
    public boolean rests(FileVersion version) {
        return version.settled(clock.instant());
    }

    /** Number of findings remembered. */
    public int size() {
        return clean.size() + others.size();
    }

    @Override
    public void close() throws IOException {
        clean.close();
    }

    private static int room(LedgerConfig config) {
        return room(config, Runtime.getRuntime().maxMemory());
    }

    /**
     * As many files as the settings say, but no more than a quarter of the heap would hold; the JVM gives as much again outside the heap as the heap is
     * large. The agent must not end because it remembers too much.
     */
    static int room(LedgerConfig config, long heap) {
        long room = heap / 4 / BYTES_A_FILE;
        if (config.files() > room) {
            LOG.log(Level.WARNING, "ledger.files: there is room for {0} files; give the JVM a larger -Xmx to remember more", Long.toString(room));
        }
        return (int) Math.min(config.files(), room);
    }

    private static boolean lasting(Finding finding) {
        return finding.verdict().complete() || LASTING.contains(finding.verdict().reason());
    }
}
