package org.palisade.scanserver.engine.matcher;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/** What was found in one object so far, whole and in part. */
final class Findings {

    /** ClamAV looks through so many bytes at a time and names what it finds in the first of them. */
    private static final long CLAMAV_BLOCK = 128 << 10;
    private static final int MOST_BODIES = 64;
    private static final int MOST_TOUCHED = 200_000;
    private static final long WORK = 1 << 26;
    private static final long WORK_PER_BYTE = 64;

    private final Matcher matcher;
    private final Signatures signatures;
    private final Watch watch;
    private final FileFacts facts;
    private final long size;
    private final Table<Partial> partials = new Table<>();
    private final Table<Counts> counts = new Table<>();
    private final List<Body> bodies = new ArrayList<>();
    private int touched;
    private long work;
    private boolean overwhelmed;

    Findings(Matcher matcher, Watch watch, long size, FileFacts facts) {
        this.watch = watch;
        this.matcher = matcher;
        signatures = matcher.signatures();
        this.facts = facts;
        this.size = size;
        work = WORK + Math.max(0, Math.min(size, Long.MAX_VALUE / WORK_PER_BYTE / 2)) * WORK_PER_BYTE;
    }

    /** A chain whose first piece was found. */
    private record Partial(Reach[] reach) {
    }

    /** Matches of a logical signature's subsignatures, and where the last of each began. */
    private record Counts(int[] matches, long[] last) {
    }

    private record Body(int chain, long start, long end) {
    }

    /** Whether finding a piece of a chain would change anything: the one before it was found, and it was not found often enough. */
    boolean wants(int chain, int part) {
        int parts = signatures.sizes[chain];
        if (part + 1 == parts && settled(signatures.owners[chain])) {
            return false;
        }
        if (parts == 1) {
            return true;
        }
        if (!partials.has(chain)) {
            return part == 0;
        }
        Reach[] reach = partials.get(chain).reach;
        boolean more = part + 1 == parts || reach[part + 1] == null || !reach[part + 1].open();
        return more && (part == 0 || reach[part] != null);
    }

    /** Whether a subsignature was found so often that once more makes no difference. */
    private boolean settled(int owner) {
        if (owner >= 0) {
            return false;
        }
        int logical = ~owner / Expression.SUBSIGNATURES;
        return counts.has(logical) && counts.get(logical).matches[~owner % Expression.SUBSIGNATURES] >= signatures.enough[logical];
    }

    /** Accounts for a comparison of some bytes. Returns whether it is to be done. */
    boolean work(int length) {
        work -= 4 + (length >> 4);
        overwhelmed |= work < 0;
        return !overwhelmed;
    }

    boolean overwhelmed() {
        return overwhelmed;
    }

    /** Whether nothing that could come first any more is to be expected from a place on. */
    boolean complete(long place) {
        return !bodies.isEmpty() && place >= (bodies.get(0).end - 1) / CLAMAV_BLOCK * CLAMAV_BLOCK + CLAMAV_BLOCK;
    }

    /** A piece was found. */
    void found(int piece, int chain, int part, long start, long end) {
        int parts = signatures.sizes[chain];
        if (parts == 1) {
            whole(chain, start, end, false);
            return;
        }
        if (!partials.has(chain)) {
            if (part > 0 || !room()) {
                return;
            }
            partials.put(chain, new Partial(new Reach[parts]));
        }
        Reach[] reach = partials.get(chain).reach;
        if (part > 0 && (reach[part] == null || !reach[part].allows(start))) {
            return;
        }
        int next = part + 1;
        if (next == parts) {
            whole(chain, start, end, true);
            return;
        }
        if (reach[next] == null) {
            reach[next] = new Reach();
            watch.wake(piece + 1);
        }
        // Pieces come in the order of their grams, so one that begins earlier by less than the longest piece may still come.
        reach[next].passed(start - matcher.behind());
        int largest = signatures.largest[piece + 1];
        reach[next].add(end + signatures.least[piece + 1], largest == Signatures.UNBOUNDED ? Long.MAX_VALUE : end + largest);
        overwhelmed |= reach[next].lost();
    }

    private boolean room() {
        overwhelmed |= ++touched > MOST_TOUCHED;
        return !overwhelmed;
    }

    private void whole(int chain, long start, long end, boolean inParts) {
        int owner = signatures.owners[chain];
        if (owner >= 0) {
            if (bodies.size() < MOST_BODIES && bodies.stream().noneMatch(body -> body.chain == chain)) {
                bodies.add(new Body(chain, start, end));
            }
            return;
        }
        int logical = ~owner / Expression.SUBSIGNATURES;
        int subsignature = ~owner % Expression.SUBSIGNATURES;
        if (!counts.has(logical)) {
            if (!room()) {
                return;
            }
            int number = signatures.logicals[logical].expression().highest() + 1;
            counts.put(logical, new Counts(new int[number], new long[number]));
        }
        Counts known = counts.get(logical);
        // Two matches that begin at one place count once, as in ClamAV, which does not say so of those that have gaps.
        if (inParts || known.matches[subsignature] == 0 || start > known.last[subsignature]) {
            known.matches[subsignature]++;
            known.last[subsignature] = start;
        }
    }

    int bodiesFound() {
        return (int) bodies.stream().map(body -> signatures.name(signatures.owners[body.chain])).distinct().count();
    }

    /** Names of body signatures in the order in which clamscan would come upon them, then of logical signatures. */
    List<String> names() {
        Set<String> names = new LinkedHashSet<>();
        bodies.stream().sorted(Comparator.<Body>comparingLong(body -> (body.end - 1) / CLAMAV_BLOCK).thenComparing(body -> signatures.targets[body.chain] == 0)
                .thenComparing(body -> !signatures.early[body.chain]).thenComparingLong(Body::start)).forEach(body -> names.add(signatures.name(signatures.owners[body.chain])));
        IntStream.concat(IntStream.of(counts.keys()), IntStream.of(matcher.untouched()).filter(logical -> !counts.has(logical))).boxed()
                .map(number -> new Judged(number, signatures.logicals[number])).filter(this::holds)
                .sorted(Comparator.<Judged, Boolean>comparing(judged -> judged.logical.target() == Target.ANY).thenComparingInt(Judged::number))
                .forEach(judged -> names.add(judged.logical.name()));
        return List.copyOf(names);
    }

    private record Judged(int number, Logical logical) {
    }

    private boolean holds(Judged judged) {
        Logical logical = judged.logical;
        return logical.suits(facts, size) && (!counts.has(judged.number) || logical.expression().holds(counts.get(judged.number).matches));
    }
}
