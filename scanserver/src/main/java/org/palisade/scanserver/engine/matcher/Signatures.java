package org.palisade.scanserver.engine.matcher;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * All signatures as tables of numbers: a set has hundreds of thousands of pieces, and an object for each would cost several times the memory. A <em>chain</em>
 * is what has to be found piece by piece: one body signature, or one subsignature (two chains, if it is for characters of one and of two bytes).
 */
final class Signatures {

    /** How a piece is compared. */
    static final byte EXACT = 0;
    static final byte MASKED = 1;
    static final byte SHAPED = 2;
    static final int UNBOUNDED = -1;

    // By piece.
    final byte[] kinds;
    final int[] contents;
    final int[] lengths;
    final int[] chains;
    final int[] parts;
    final int[] least;
    final int[] largest;
    // By chain.
    final int[] offsets;
    final byte[] targets;
    final int[] owners;
    final int[] sizes;
    /** Whether ClamAV looks for it before all that have gaps or wildcards. */
    final boolean[] early;

    final byte[] pool;
    final Piece[] shapes;
    final Offset[] offsetKinds;
    final Logical[] logicals;
    /** By logical signature: from how many matches of a subsignature on more make no difference. */
    final int[] enough;
    private final byte[] names;
    private final int[] nameStarts;

    private Signatures(Collector from) {
        int count = from.all.size();
        kinds = new byte[count];
        contents = new int[count];
        lengths = new int[count];
        parts = new int[count];
        least = new int[count];
        largest = new int[count];
        chains = from.chainOf.toArray();
        List<Piece> shaped = new ArrayList<>();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (int i = 0; i < count; i++) {
            Piece piece = from.all.get(i);
            parts[i] = from.later(i) ? parts[i - 1] + 1 : 0;
            least[i] = (int) Math.min(piece.gap().least(), Integer.MAX_VALUE);
            largest[i] = piece.gap().largest() > Integer.MAX_VALUE ? UNBOUNDED : (int) piece.gap().largest();
            lengths[i] = piece.length();
            if (!piece.plain()) {
                kinds[i] = SHAPED;
                contents[i] = shaped.size();
                shaped.add(piece);
                continue;
            }
            kinds[i] = piece.exact() ? EXACT : MASKED;
            contents[i] = bytes.size();
            bytes.writeBytes(piece.value());
            if (kinds[i] == MASKED) {
                bytes.writeBytes(piece.mask());
            }
        }
        pool = bytes.toByteArray();
        shapes = shaped.toArray(Piece[]::new);
        offsets = from.offsets.toArray();
        owners = from.owners.toArray();
        sizes = from.sizes.toArray();
        targets = new byte[offsets.length];
        early = new boolean[offsets.length];
        for (int i = 0; i < targets.length; i++) {
            targets[i] = (byte) from.targets.get(i);
            early[i] = from.early.get(i) != 0;
        }
        offsetKinds = from.offsetKinds.keySet().stream().sorted((one, other) -> from.offsetKinds.get(one) - from.offsetKinds.get(other)).toArray(Offset[]::new);
        logicals = from.logicals.toArray(Logical[]::new);
        enough = from.logicals.stream().mapToInt(logical -> logical.expression().enough()).toArray();
        names = from.names.toByteArray();
        nameStarts = from.nameStarts.toArray();
    }

    /** Name of a body signature. */
    String name(int owner) {
        int end = owner + 1 < nameStarts.length ? nameStarts[owner + 1] : names.length;
        return new String(names, nameStarts[owner], end - nameStarts[owner], StandardCharsets.ISO_8859_1);
    }

    int bodies() {
        return nameStarts.length;
    }

    /** Owner of a chain of a subsignature; negative, so as to differ from that of a body. */
    static int owner(int logical, int subsignature) {
        return ~(logical * Expression.SUBSIGNATURES + subsignature);
    }

    /** Collects signatures. */
    static final class Collector {
        private final List<Piece> all = new ArrayList<>();
        private final Numbers chainOf = new Numbers();
        private final Numbers offsets = new Numbers();
        private final Numbers targets = new Numbers();
        private final Numbers owners = new Numbers();
        private final Numbers sizes = new Numbers();
        private final Numbers early = new Numbers();
        private final Map<Offset, Integer> offsetKinds = new HashMap<>(Map.of(Offset.ANY, 0));
        private final List<Logical> logicals = new ArrayList<>();
        private final ByteArrayOutputStream names = new ByteArrayOutputStream();
        private final Numbers nameStarts = new Numbers();

        /** A body signature of one chain. */
        void body(String name, Target target, Offset offset, List<Piece> pieces) {
            int owner = nameStarts.add(names.size());
            names.writeBytes(name.getBytes(StandardCharsets.ISO_8859_1));
            Piece first = pieces.get(0);
            boolean early = (target == Target.ANY || target == Target.PE) && pieces.size() == 1 && first.plain() && first.exact();
            chain(owner, target, offset, pieces, early);
        }

        void logical(Logical logical, List<List<Logical.Body>> subsignatures) {
            for (int i = 0; i < subsignatures.size(); i++) {
                for (Logical.Body body : subsignatures.get(i)) {
                    chain(owner(logicals.size(), i), logical.target(), body.offset(), body.pieces(), false);
                }
            }
            logicals.add(logical);
        }

        private void chain(int owner, Target target, Offset offset, List<Piece> pieces, boolean first) {
            offsets.add(number(offset));
            targets.add(target.number());
            owners.add(owner);
            sizes.add(pieces.size());
            int chain = early.add(first ? 1 : 0);
            for (Piece piece : pieces) {
                all.add(piece);
                chainOf.add(chain);
            }
        }

        private int number(Offset offset) {
            Integer known = offsetKinds.putIfAbsent(offset, offsetKinds.size());
            return known == null ? offsetKinds.size() - 1 : known;
        }

        int count() {
            return nameStarts.count() + logicals.size();
        }

        /** Whether a piece is not the first of its chain. */
        boolean later(int piece) {
            return piece > 0 && chainOf.get(piece) == chainOf.get(piece - 1);
        }

        List<Piece> pieces() {
            return all;
        }

        Signatures build() {
            return new Signatures(this);
        }
    }
}
