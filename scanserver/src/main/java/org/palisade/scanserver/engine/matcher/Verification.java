package org.palisade.scanserver.engine.matcher;

import java.util.Arrays;

/** Compares what a gram points to with a block of an object. */
final class Verification {

    private final Signatures signatures;
    private final Findings findings;
    private final ShapeMatch shapes = new ShapeMatch();
    private final long size;
    private final FileFacts facts;
    private final int target;
    private byte[] block = new byte[0];
    private int filled;
    private long origin;

    Verification(Signatures signatures, Findings findings, long size, FileFacts facts) {
        this.signatures = signatures;
        this.findings = findings;
        this.size = size;
        this.facts = facts;
        target = facts.target().number();
    }

    /** Sets what is compared with: as many bytes of the block, which begins at a place in the object. */
    void on(byte[] bytes, int count, long start) {
        block = bytes;
        filled = count;
        origin = start;
        shapes.on(bytes, count, start);
    }

    /** A gram of a piece, which begins at a place in that, was seen at a place in the block. */
    void candidate(int piece, int at, int place) {
        int chain = signatures.chains[piece];
        int wanted = signatures.targets[chain];
        int part = signatures.parts[piece];
        if (wanted != 0 && wanted != target || !findings.wants(chain, part)) {
            return;
        }
        byte kind = signatures.kinds[piece];
        if (kind == Signatures.SHAPED) {
            shaped(piece, chain, part, at, place);
            return;
        }
        int length = signatures.lengths[piece];
        int start = at - place;
        if (start < 0 || start + length > filled || part == 0 && !allowed(chain, origin + start) || !findings.work(length)) {
            return;
        }
        int content = signatures.contents[piece];
        if (kind == Signatures.EXACT ? Arrays.equals(block, start, start + length, signatures.pool, content, content + length) : masked(start, content, length)) {
            findings.found(piece, chain, part, origin + start, origin + start + length);
        }
    }

    private boolean masked(int start, int content, int length) {
        byte[] pool = signatures.pool;
        for (int i = 0; i < length; i++) {
            if ((block[start + i] & pool[content + length + i]) != pool[content + i]) {
                return false;
            }
        }
        return true;
    }

    private void shaped(int piece, int chain, int part, int at, int place) {
        Piece shape = signatures.shapes[signatures.contents[piece]];
        if (findings.work(shape.length()) && shapes.at(shape, place, at) && (part > 0 || allowed(chain, shapes.start()))) {
            findings.found(piece, chain, part, shapes.start(), shapes.end());
        }
    }

    private boolean allowed(int chain, long start) {
        int offset = signatures.offsets[chain];
        if (offset == 0) {
            return true;
        }
        Offset.Places allowed = signatures.offsetKinds[offset].in(facts, size);
        return start >= allowed.lowest() && start <= allowed.highest();
    }
}
