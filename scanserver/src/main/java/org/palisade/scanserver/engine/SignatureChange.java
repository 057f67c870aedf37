package org.palisade.scanserver.engine;

import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.palisade.protocol.scan.Digest;

/**
 * What is different between two signature sets, as far as it matters to verdicts remembered under the first.
 *
 * @param from      identity of the set before
 * @param to        identity of the set in use now
 * @param known     false if the difference is not known: everything remembered is due for a new scan, and the other fields are empty
 * @param infected  whole-file SHA-256 digests that are infected now and were not: applied to what is remembered at once; what holds parts is due
 * @param sizes     sizes, bytes, for which MD5 or SHA-1 signatures came: what is remembered of such size is due, and what holds parts
 * @param anySize   true if a hash signature without a size came that is not a SHA-256: everything is due
 * @param bodies    true if body or logical signatures came or changed: whatever is clean is due
 * @param withdrawn names of signatures that went or changed: verdicts that name one are void
 */
public record SignatureChange(String from, String to, boolean known, List<Addition> infected, Set<Long> sizes, boolean anySize, boolean bodies,
                              Set<String> withdrawn) {

    /**
     * A digest that became infected.
     *
     * @param digest SHA-256 of the whole content
     * @param size   its size, bytes; -1 if the signature does not say
     * @param threat name of the threat
     */
    public record Addition(Digest digest, long size, String threat) {
    }

    public SignatureChange {
        Objects.requireNonNull(from, "from");
        Objects.requireNonNull(to, "to");
        infected = List.copyOf(infected);
        sizes = Set.copyOf(sizes);
        withdrawn = Set.copyOf(withdrawn);
    }

    /** Another set, and nothing more is known. */
    public static SignatureChange unknown(String from, String to) {
        return new SignatureChange(from, to, false, List.of(), Set.of(), true, true, Set.of());
    }
}
