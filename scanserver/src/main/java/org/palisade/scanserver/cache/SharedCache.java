package org.palisade.scanserver.cache;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.palisade.protocol.scan.Message.Known;
import org.palisade.protocol.scan.Message.Lookup;
import org.palisade.protocol.scan.Message.Subject;
import org.palisade.protocol.scan.ScanStatus;
import org.palisade.protocol.scan.Verdict;
import org.palisade.scanserver.engine.SignatureChange;

/**
 * Verdicts by tenant and content, under one signature set. Only complete verdicts belong here, given on bytes this server hashed itself: a guest can lie about
 * its own files, never about another's. Least recently used entries go first. Thread-safe.
 */
public final class SharedCache {

    private record Key(UUID tenant, Subject subject, boolean archives) {
    }

    private final Map<Key, Verdict> verdicts;
    private String signatureSet;

    /** An empty cache. */
    public SharedCache(CacheConfig config, String signatureSet) {
        this.verdicts = new LinkedHashMap<>(16, 0.75f, true) {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<Key, Verdict> eldest) {
                return size() > config.entries();
            }
        };
        this.signatureSet = signatureSet;
    }

    /**
     * What is known, marked as shared. A question without archives is also answered by a verdict with them, unless the threat was found inside one.
     */
    public synchronized Optional<Verdict> find(UUID tenant, Subject subject, boolean archives) {
        Verdict verdict = verdicts.get(new Key(tenant, subject, archives));
        if (verdict == null && !archives) {
            verdict = verdicts.get(new Key(tenant, subject, true));
            if (verdict != null && verdict.status() == ScanStatus.INFECTED && !verdict.member().isEmpty()) {
                verdict = null;
            }
        }
        return Optional.ofNullable(verdict);
    }

    /** Answers a look-up: a verdict a subject in the same order, {@link Verdict#UNKNOWN} for what is not known. */
    public Known answer(UUID tenant, Lookup lookup) {
        List<Verdict> verdicts = new ArrayList<>(lookup.subjects().size());
        for (Subject subject : lookup.subjects()) {
            verdicts.add(find(tenant, subject, lookup.archives()).orElse(Verdict.UNKNOWN));
        }
        return new Known(lookup.request(), verdicts);
    }

    /** Remembers a complete verdict of the present signature set; any other is ignored. */
    public synchronized void put(UUID tenant, Subject subject, boolean archives, Verdict verdict) {
        if (verdict.complete() && verdict.signatureSet().equals(signatureSet)) {
            verdicts.put(new Key(tenant, subject, archives), verdict.asShared());
        }
    }

    /** Another signature set is in use: everything remembered is void. */
    public synchronized void use(SignatureChange change) {
        if (!change.to().equals(signatureSet)) {
            verdicts.clear();
            signatureSet = change.to();
        }
    }

    /** Number of verdicts remembered. */
    public synchronized int size() {
        return verdicts.size();
    }
}
