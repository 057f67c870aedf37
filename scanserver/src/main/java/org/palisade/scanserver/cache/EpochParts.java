package org.palisade.scanserver.cache;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.palisade.protocol.scan.Digest;
import org.palisade.scanserver.engine.SignatureChange.Addition;

/** An epoch as it comes out of a file, record by record. If one of its parts is missing, its difference is not known. */
final class EpochParts {

    private final int number;
    private final long since;
    private final int flags;
    private final int parts;
    private final String signatureSet;
    private final String build;
    private final Set<Integer> seen = new HashSet<>();
    private final List<Addition> infected = new ArrayList<>();
    private final Set<Long> sizes = new HashSet<>();
    private final Set<String> withdrawn = new HashSet<>();

    EpochParts(int number, long since, int flags, int parts, String signatureSet, String build) {
        this.number = number;
        this.since = since;
        this.flags = flags;
        this.parts = parts;
        this.signatureSet = signatureSet;
        this.build = build;
    }

    int number() {
        return number;
    }

    boolean same(EpochParts other) {
        return since == other.since && flags == other.flags && parts == other.parts && signatureSet.equals(other.signatureSet) && build.equals(other.build);
    }

    /** Takes a part; its number comes next in the record. */
    void add(ByteBuffer part, Supplier<String> text) {
        if (!seen.add(part.getInt())) {
            return;
        }
        byte what = part.get();
        int count = part.getShort() & 0xffff;
        for (int i = 0; i < count; i++) {
            if (what == Records.ADDITIONS) {
                byte[] digest = new byte[Digest.BYTES];
                part.get(digest);
                infected.add(new Addition(Digest.of(digest), part.getLong(), text.get()));
            } else if (what == Records.SIZES) {
                sizes.add(part.getLong());
            } else {
                withdrawn.add(text.get());
            }
        }
    }

    Epoch whole() {
        Difference difference = seen.size() == parts ? Difference.of((flags & 1) != 0, (flags & 2) != 0, infected, sizes, withdrawn) : Difference.UNKNOWN;
        return new Epoch(number, signatureSet, build, since, difference);
    }
}
