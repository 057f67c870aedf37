package org.palisade.scanserver.engine.signatures;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.palisade.protocol.scan.Digest;
import org.palisade.scanserver.engine.SignatureChange;

/** Compares two sets entry by entry, while both are in memory. */
final class SetDifference {

    /** More changes than this are not listed: everything is due for a new scan then. */
    private static final int MOST = 50_000;

    private final SignatureSet before;
    private final SignatureSet now;
    private final List<SignatureChange.Addition> infected = new ArrayList<>();
    private final Set<Long> sizes = new HashSet<>();
    private final Set<String> withdrawn = new HashSet<>();
    private boolean anySize;
    private boolean bodies;

    SetDifference(SignatureSet before, SignatureSet now) {
        this.before = before;
        this.now = now;
    }

    SignatureChange change() {
        if (allowedMore() || !compare()) {
            return SignatureChange.unknown(before.label(), now.label());
        }
        return new SignatureChange(before.label(), now.label(), true, infected, sizes, anySize, bodies, withdrawn);
    }

    /** An object that was infected, or lies in one that was, may be clean now; which, no verdict tells. */
    private boolean allowedMore() {
        for (Algorithm algorithm : Algorithm.all()) {
            if (missing(now.allowed().table(algorithm), before.allowed().table(algorithm))) {
                return true;
            }
        }
        return false;
    }

    /** False if there is too much of it. */
    private boolean compare() {
        for (Algorithm algorithm : Algorithm.all()) {
            HashTable was = before.objects().table(algorithm);
            HashTable is = now.objects().table(algorithm);
            if (!(algorithm == Algorithm.SHA256 ? infected(was, is) : sizes(was, is)) || !withdrawn(was, is)
                    || !withdrawn(before.sections().table(algorithm), now.sections().table(algorithm))) {
                return false;
            }
            // A section may lie in any program; and what was allowed was clean.
            bodies |= missing(now.sections().table(algorithm), before.sections().table(algorithm))
                    || missing(before.allowed().table(algorithm), now.allowed().table(algorithm));
        }
        bodies |= missing(now.lines(), before.lines());
        return withdrawn(before.lines(), now.lines());
    }

    private boolean infected(HashTable was, HashTable is) {
        for (int entry = 0; entry < is.count(); entry++) {
            if (!is.sameIn(was, entry)) {
                if (infected.size() == MOST) {
                    return false;
                }
                infected.add(new SignatureChange.Addition(Digest.of(is.hash(entry)), is.size(entry), is.name(entry)));
            }
        }
        return true;
    }

    private boolean sizes(HashTable was, HashTable is) {
        for (int entry = 0; entry < is.count(); entry++) {
            if (!is.sameIn(was, entry)) {
                if (sizes.size() == MOST) {
                    return false;
                }
                if (is.size(entry) == HashTable.ANY_SIZE) {
                    anySize = true;
                } else {
                    sizes.add(is.size(entry));
                }
            }
        }
        return true;
    }

    private boolean withdrawn(HashTable was, HashTable is) {
        for (int entry = 0; entry < was.count(); entry++) {
            if (!was.sameIn(is, entry)) {
                if (withdrawn.size() == MOST) {
                    return false;
                }
                withdrawn.add(was.name(entry));
            }
        }
        return true;
    }

    /** Whether the first has an entry that the second has not. */
    private static boolean missing(HashTable first, HashTable second) {
        for (int entry = 0; entry < first.count(); entry++) {
            if (!first.sameIn(second, entry)) {
                return true;
            }
        }
        return false;
    }
}
