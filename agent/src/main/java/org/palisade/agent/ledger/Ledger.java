package org.palisade.agent.ledger;

import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.palisade.agent.file.FileVersion;
import org.palisade.protocol.scan.Reason;

/**
 * Verdicts on files that have not changed since, under the present signature set. Bounded: what was not asked for longest is forgotten first.
 * A verdict given under another signature set is as good as none.
 */
public final class Ledger {

    /** One file may have two findings: what is known without looking into archives, and with. */
    private record Known(FileVersion version, boolean archives) {
    }

    /** Reasons that will be the same next time, under the same signature set. */
    private static final Set<Reason> LASTING = Set.of(Reason.TOO_LARGE, Reason.ENCRYPTED, Reason.ENGINE_LIMIT, Reason.ARCHIVE_NOT_OPENED);

    private final int most;
    private final Clock clock;
    private final Map<Known, Finding> findings;
    private String signatureSet = "";
    private Finding lastClean;

    public Ledger(LedgerConfig config, Clock clock) {
        this.most = config.files();
        this.clock = clock;
        this.findings = new LinkedHashMap<>(64, 0.75f, true) {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<Known, Finding> eldest) {
                return size() > most;
            }
        };
    }

    /** From now on verdicts are given under this signature set; those of any other are forgotten. */
    public synchronized void use(String set) {
        if (!set.equals(signatureSet)) {
            signatureSet = set;
            findings.clear();
        }
    }

    /** The signature set in use; empty before the first connection. */
    public synchronized String signatureSet() {
        return signatureSet;
    }

    /**
     * What is known.
     *
     * @param archives whether only a verdict that looked into archives will do; without, a complete one that did will do as well
     */
    public synchronized Optional<Finding> find(FileVersion version, boolean archives) {
        Optional<Finding> finding = Optional.ofNullable(findings.get(new Known(version, archives)));
        if (finding.isEmpty() && !archives) {
            return Optional.ofNullable(findings.get(new Known(version, true))).filter(with -> with.verdict().complete());
        }
        return finding;
    }

    /**
     * Remembers a finding, if it says something lasting, is of the signature set in use, and the file has rested long enough for a later change to show.
     */
    public synchronized void remember(FileVersion version, Finding finding) {
        if (lasting(finding) && finding.verdict().signatureSet().equals(signatureSet) && version.settled(clock.instant())) {
            findings.put(new Known(version, finding.archives()), thrifty(finding));
        }
    }

    /** What is known of a file no longer counts: it was written to, which its times may not show. */
    public synchronized void forget(FileVersion version) {
        findings.remove(new Known(version, false));
        findings.remove(new Known(version, true));
    }

    /** True if the last change is so long ago that another one would show. */
    public boolean rests(FileVersion version) {
        return version.settled(clock.instant());
    }

    /** Number of files remembered. */
    public synchronized int size() {
        return findings.size();
    }

    /** Nearly all findings are alike: one object serves them all. */
    private Finding thrifty(Finding finding) {
        if (finding.digest().isPresent()) {
            return finding;
        }
        if (!finding.equals(lastClean)) {
            lastClean = finding;
        }
        return lastClean;
    }

    private static boolean lasting(Finding finding) {
        return finding.verdict().complete() || LASTING.contains(finding.verdict().reason());
    }
}
