package org.palisade.agent.ledger;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.palisade.agent.file.FileVersion;

/** The few findings that are not plainly clean: infected, too large, encrypted. In memory alone; what was not asked for longest goes first. */
final class OtherFindings {

    /** One file may have two findings: what is known without looking into archives, and with. */
    private record Asked(FileVersion version, boolean archives) {
    }

    private final Map<Asked, Finding> findings;
    private volatile int size;

    /**
     * None yet.
     *
     * @param most most findings remembered
     */
    OtherFindings(int most) {
        this.findings = new LinkedHashMap<>(16, 0.75f, true) {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<Asked, Finding> eldest) {
                return size() > most;
            }
        };
    }

    /** What is known; without {@code archives} a complete verdict that looked into them will do as well. */
    Optional<Finding> find(FileVersion version, boolean archives) {
        return size == 0 ? Optional.empty() : search(version, archives);
    }

    synchronized void put(FileVersion version, Finding finding) {
        findings.put(new Asked(version, finding.archives()), finding);
        size = findings.size();
    }

    synchronized void remove(FileVersion version, boolean archives) {
        findings.remove(new Asked(version, archives));
        size = findings.size();
    }

    synchronized void clear() {
        findings.clear();
        size = 0;
    }

    int size() {
        return size;
    }

    private synchronized Optional<Finding> search(FileVersion version, boolean archives) {
        Optional<Finding> finding = Optional.ofNullable(findings.get(new Asked(version, archives)));
        if (finding.isEmpty() && !archives) {
            return Optional.ofNullable(findings.get(new Asked(version, true))).filter(with -> with.verdict().complete());
        }
        return finding;
    }
}
