package org.palisade.scanserver.engine.matcher;

import java.util.Optional;
import org.palisade.scanserver.engine.matcher.Signatures.Collector;

/**
 * All body and logical signatures of a set, ready to be looked for. Immutable and safe for use by many threads; each object is looked through by a
 * {@link Matching} of its own.
 */
public final class Matcher {

    /** No signatures at all. */
    public static final Matcher NONE = new Builder().build();

    private final Signatures signatures;
    private final Grams[] grams;
    private final int behind;
    private final int ahead;
    private final boolean[] targets;
    private final int[] untouched;
    private final Table<long[]> late = new Table<>();

    private Matcher(Signatures signatures, Windows windows, int behind, int ahead) {
        windows.late().forEach(late::put);
        grams = windows.build();
        this.signatures = signatures;
        this.behind = behind;
        this.ahead = ahead;
        targets = new boolean[Target.values().length];
        for (byte target : signatures.targets) {
            targets[target] = true;
        }
        Numbers always = new Numbers();
        for (int i = 0; i < signatures.logicals.length; i++) {
            targets[signatures.logicals[i].target().number()] = true;
            if (signatures.logicals[i].holdsUntouched()) {
                always.add(i);
            }
        }
        untouched = always.toArray();
    }

    /** Collects signatures. Not safe for use by several threads; to be used once. */
    public static final class Builder {
        private final Collector collector = new Collector();
        private Optional<Frequencies> frequencies = Optional.empty();

        /**
         * Adds one line of a {@code .ndb} file: name, target type, offset, body, and lowest and highest functionality level.
         *
         * @throws SkippedException if it cannot be used; nothing was added then
         */
        public Builder ndb(String line) throws SkippedException {
            String[] fields = line.split(":", -1);
            if (fields.length < 4 || fields.length > 6) {
                throw SkippedException.malformed();
            }
            Levels.check(fields, 4);
            Target target = Target.parse(fields[1]);
            collector.body(Names.checked(fields[0]), target, Offset.parse(fields[2], target), BodyParser.parse(fields[3]));
            return this;
        }

        /**
         * Adds one line of a {@code .ldb} file.
         *
         * @throws SkippedException if it cannot be used; nothing was added then
         */
        public Builder ldb(String line) throws SkippedException {
            LogicalParser.Line parsed = LogicalParser.parse(line);
            collector.logical(parsed.logical(), parsed.subsignatures());
            return this;
        }

        /** Other figures than the built-in ones to choose by. They change how fast the matcher is, not what it finds. */
        public Builder frequencies(Frequencies figures) {
            frequencies = Optional.of(figures);
            return this;
        }

        /** Signatures added so far. */
        public int count() {
            return collector.count();
        }

        /** All that was added, ready for use. */
        public Matcher build() {
            Windows windows = new Windows(collector.count() == 0 ? Frequencies.none() : frequencies.orElseGet(Frequencies::builtIn), collector.pieces());
            int behind = 0;
            int ahead = Long.BYTES;
            int number = 0;
            for (Piece piece : collector.pieces()) {
                int window = windows.enter(piece, number, collector.later(number));
                number++;
                behind = Math.max(behind, piece.longest(0, piece.length()) + piece.lookBehind());
                ahead = Math.max(ahead, piece.longest(window, piece.length()) + piece.lookAhead());
            }
            return new Matcher(collector.build(), windows, behind, ahead);
        }
    }

    /** Body signatures. */
    public int bodies() {
        return signatures.bodies();
    }

    /** Logical signatures. */
    public int logicals() {
        return signatures.logicals.length;
    }

    /** Whether any signature is for exactly this kind of object; those for {@link Target#ANY} are for all. */
    public boolean wants(Target target) {
        return targets[target.number()];
    }

    /**
     * Begins to look through an object.
     *
     * @param size of the object, bytes: what will be fed in all
     */
    public Matching begin(long size, FileFacts facts) {
        return new Matching(this, size, facts);
    }

    Signatures signatures() {
        return signatures;
    }

    /** Grams of eight and four bytes looked for at every fourth place, of four and two at every place. */
    Grams grams(int kind) {
        return grams[kind];
    }

    /** By piece, for those looked for only once the piece before was found: the length of their grams, and the grams. */
    Table<long[]> late() {
        return late;
    }

    /** Most bytes before a gram that have to be seen to judge what it belongs to. */
    int behind() {
        return behind;
    }

    /** Most bytes from the beginning of a gram on that have to be seen. */
    int ahead() {
        return ahead;
    }

    /** Logical signatures that are true when none of their subsignatures was found. */
    int[] untouched() {
        return untouched;
    }
}
