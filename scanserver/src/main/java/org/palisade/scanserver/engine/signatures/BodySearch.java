package org.palisade.scanserver.engine.signatures;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.palisade.scanserver.engine.signatures.Body.Part;

/**
 * Looks for body signatures in one object, block by block. A block carries the end of the one before, as much as a part may be long, so that parts
 * across the border are seen whole; of what lies in the carried end only parts that reach into the new bytes count.
 */
final class BodySearch {

    private static final int BLOCK = 64 * 1024;
    /** More parts found in one block than this: the object was made to cost us memory. */
    private static final int MOST_FOUND = 1 << 18;

    private record Found(int body, int part, long start, long end) {
    }

    private final BodySignatures signatures;
    private final long size;
    private final int keep;
    private final byte[] block;
    private final Map<Integer, Reach[]> touched = new HashMap<>();
    private final List<Found> found = new ArrayList<>();
    private int carried;
    private int filled;
    /** Place of the block's first byte in the object. */
    private long origin;
    private int first;
    private String threat = "";
    private boolean overwhelmed;

    BodySearch(BodySignatures signatures, long size) {
        this.signatures = signatures;
        this.size = size;
        this.keep = Math.max(signatures.longest() - 1, 3);
        this.block = new byte[signatures.count() == 0 ? 0 : keep + (int) Math.min(BLOCK, Math.max(size, 1))];
    }

    /** Takes the next bytes; leaves the buffer's position alone. */
    void feed(ByteBuffer bytes) {
        if (signatures.count() == 0) {
            return;
        }
        ByteBuffer rest = bytes.duplicate();
        while (rest.hasRemaining() && !over()) {
            int count = Math.min(rest.remaining(), block.length - filled);
            rest.get(block, filled, count);
            filled += count;
            if (filled == block.length) {
                search();
            }
        }
    }

    /** Looks at what is left; the threat found, if any. */
    Optional<String> finish() {
        if (signatures.count() > 0 && !over()) {
            search();
        }
        return threat.isEmpty() ? Optional.empty() : Optional.of(threat);
    }

    /** True if it was given up for the sheer number of parts found. */
    boolean overwhelmed() {
        return overwhelmed;
    }

    private boolean over() {
        return overwhelmed || !threat.isEmpty();
    }

    private void search() {
        if (origin == 0 && carried == 0) {
            first = filled < Integer.BYTES ? 0 : ByteBuffer.wrap(block).getInt();
        }
        searchFours();
        if (signatures.grams().hasPairs() && !over()) {
            searchPairs();
        }
        if (!over()) {
            join();
        }
        int keeping = Math.min(keep, filled);
        System.arraycopy(block, filled - keeping, block, 0, keeping);
        origin += filled - keeping;
        carried = keeping;
        filled = keeping;
    }

    private void searchFours() {
        Grams grams = signatures.grams();
        byte[] bytes = block;
        int end = filled;
        int gram = 0;
        for (int i = 0; i < end; i++) {
            gram = gram << 8 | bytes[i] & 0xff;
            if (grams.maybe(gram) && i >= Integer.BYTES - 1) {
                candidates(grams.first(gram), i - Integer.BYTES + 1);
            }
        }
    }

    private void searchPairs() {
        Grams grams = signatures.grams();
        for (int i = 1; i < filled; i++) {
            candidates(grams.firstPair((block[i - 1] & 0xff) << 8 | block[i] & 0xff), i - 1);
        }
    }

    private void candidates(int chain, int place) {
        Grams grams = signatures.grams();
        for (int index = chain; index >= 0; index = grams.next(index)) {
            Grams.Entry entry = grams.entry(index);
            int start = place - entry.gram();
            int end = start + entry.variant().length();
            if (start >= 0 && end > carried && end <= filled && entry.variant().at(block, start)) {
                found(entry, origin + start, origin + end);
            }
        }
    }

    private void found(Grams.Entry entry, long start, long end) {
        Body body = signatures.body(entry.body());
        if (over() || entry.part() == 0 && !(body.target().allows(first) && body.offset().allows(start, size))) {
            return;
        }
        if (body.parts().size() == 1) {
            threat = body.name();
        } else if (found.size() == MOST_FOUND) {
            overwhelmed = true;
        } else {
            found.add(new Found(entry.body(), entry.part(), start, end));
        }
    }

    /** Joins the parts found in this block, in the order they end, to what is known of their signatures. */
    private void join() {
        found.sort(Comparator.comparingLong(Found::end).thenComparingLong(Found::start));
        for (Found one : found) {
            List<Part> parts = signatures.body(one.body()).parts();
            Reach[] reach = touched.get(one.body());
            if (one.part() == 0) {
                if (reach == null) {
                    reach = new Reach[parts.size()];
                    touched.put(one.body(), reach);
                }
            } else if (reach == null || reach[one.part()] == null || !reach[one.part()].allows(one.start())) {
                continue;
            }
            int after = one.part() + 1;
            if (after == parts.size()) {
                threat = signatures.body(one.body()).name();
                return;
            }
            extend(reach, after, parts.get(after), one.end());
        }
        found.clear();
    }

    private static void extend(Reach[] reach, int part, Part next, long end) {
        if (reach[part] == null) {
            reach[part] = new Reach();
        }
        reach[part].passed(end - BodyParser.LONGEST);
        boolean open = next.largestGap() == Long.MAX_VALUE;
        reach[part].add(end + next.leastGap(), open ? Long.MAX_VALUE : end + next.largestGap());
    }
}
