package org.palisade.scanserver.cache;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.palisade.protocol.scan.ScanStatus;
import org.palisade.protocol.scan.Verdict;

/**
 * The kinds of verdict that entries refer to by number. Clean ones are few, two an engine, and stay; infected ones are counted and go with their last entry.
 * A number is never given twice, so that a reader who comes late finds nothing rather than something else. Bounded in number and text.
 */
final class Kinds {

    /** Numbers below are clean kinds, which journal files define by number. */
    static final int CLEAN = 256;
    private static final long MOST_TEXT = 32L << 20;

    private record Name(String threat, String member, String engine) {
    }

    private final Journal journal;
    private final Kind[] clean = new Kind[CLEAN];
    private volatile int cleanKinds;
    private final Map<Name, Kind> byName = new HashMap<>();
    private final Map<Integer, Kind> infected = new ConcurrentHashMap<>();
    private int next = CLEAN;
    private long text;

    Kinds(Journal journal) {
        this.journal = journal;
    }

    Optional<Kind> of(int id) {
        return Optional.ofNullable(find(id));
    }

    /** The kind, or null if it is gone: the way of look-ups, which make no object. */
    Kind find(int id) {
        return id < CLEAN ? clean[id] : infected.get(id);
    }

    /** The kind with this content, counted as referred to once more; empty if there is no room for another. */
    Optional<Kind> acquire(Verdict verdict, boolean parts) {
        return verdict.status() == ScanStatus.CLEAN ? clean(verdict.engine(), parts) : infected(verdict.threat(), verdict.member(), verdict.engine());
    }

    Optional<Kind> infected(String threat, String member, String engine) {
        return infected(new Name(threat, member, engine));
    }

    Optional<Kind> clean(String engine, boolean parts) {
        int known = cleanKinds;
        for (int i = 0; i < known; i++) {
            if (clean[i].parts == parts && clean[i].engine.equals(engine)) {
                return Optional.of(clean[i]);
            }
        }
        synchronized (this) {
            if (cleanKinds != known) {
                return clean(engine, parts);
            }
            if (known == CLEAN) {
                return Optional.empty();
            }
            // Defined in the journal before any entry can refer to it.
            journal.define(Records.engine(known, engine, parts));
            clean[known] = new Kind(known, ScanStatus.CLEAN, "", "", engine, parts);
            cleanKinds = known + 1;
            return Optional.of(clean[known]);
        }
    }

    private synchronized Optional<Kind> infected(Name name) {
        Kind kind = byName.get(name);
        if (kind == null) {
            kind = new Kind(next, ScanStatus.INFECTED, name.threat, name.member, name.engine, false);
            if (text + kind.weight() > MOST_TEXT || next == Integer.MAX_VALUE) {
                return Optional.empty();
            }
            next++;
            text += kind.weight();
            byName.put(name, kind);
            infected.put(kind.id, kind);
        }
        kind.references++;
        return Optional.of(kind);
    }

    /** One entry less refers to it. */
    void release(int id) {
        if (id < CLEAN) {
            return;
        }
        synchronized (this) {
            Kind kind = infected.get(id);
            if (kind != null && --kind.references == 0) {
                infected.remove(id);
                byName.remove(new Name(kind.threat, kind.member, kind.engine));
                text -= kind.weight();
            }
        }
    }
}
