package org.palisade.scanserver.engine.matcher;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;

/**
 * Looks through one object. Not safe for use by several threads. It keeps one block of the object and a few numbers for signatures that were touched; beginning
 * and finishing do nothing for each signature.
 */
public final class Matching {

    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long LOW_FOUR = 0xffffffffL;
    private static final int STEP = 4;
    /** Read behind the last byte by the eight at a time; never judged. */
    private static final int PADDING = 16;
    private static final int BLOCK = 128 << 10;
    private static final byte[] NOTHING = new byte[0];

    private final Grams eights;
    private final Grams fours;
    private final Grams everyFour;
    private final Grams everyTwo;
    private final Watch watch;
    private final int behind;
    private final int ahead;
    private final int largest;
    private final Findings findings;
    private final Verification verification;
    private byte[] block;
    private int filled;
    /** Grams that begin before this place of the block have been looked at. */
    private int done;
    /** Place in the object of the block's first byte; a multiple of four. */
    private long origin;
    private boolean over;

    Matching(Matcher matcher, long size, FileFacts facts) {
        eights = matcher.grams(0);
        fours = matcher.grams(1);
        everyFour = matcher.grams(2);
        everyTwo = matcher.grams(3);
        watch = new Watch(matcher);
        behind = matcher.behind();
        ahead = matcher.ahead();
        largest = BLOCK + behind + ahead + PADDING;
        findings = new Findings(matcher, watch, size, facts);
        verification = new Verification(matcher.signatures(), findings, size, facts);
        over = matcher.signatures().chains.length == 0;
        block = over ? NOTHING : new byte[(int) Math.min(largest, Math.max(0, size) + PADDING)];
    }

    /** Takes the next bytes of the object, in order; pieces may be of any length. */
    public void feed(byte[] bytes, int offset, int length) {
        int place = offset;
        int end = offset + length;
        while (place < end && !over) {
            int room = block.length - PADDING - filled;
            if (room == 0) {
                makeRoom();
                continue;
            }
            int count = Math.min(room, end - place);
            System.arraycopy(bytes, place, block, filled, count);
            filled += count;
            place += count;
        }
    }

    /**
     * Ends the object. Names of body signatures come first, in the order in which clamscan would come upon them, then those of logical signatures. When a body
     * signature was found, what follows more than about 128 KiB behind it has not been looked at.
     *
     * @return names of what was found; empty if nothing
     */
    public List<String> finish() {
        if (!over) {
            search(filled, true);
        }
        over = true;
        block = NOTHING;
        return findings.names();
    }

    /** How many of the names {@link #finish} gave are of body signatures: clamscan names whole-file hashes after these and before the rest. */
    public int bodiesFound() {
        return findings.bodiesFound();
    }

    /** Whether it gave up for the sheer number of partial matches or candidates: what was not found then proves nothing. */
    public boolean overwhelmed() {
        return findings.overwhelmed();
    }

    private void makeRoom() {
        if (block.length < largest) {
            block = Arrays.copyOf(block, largest);
            return;
        }
        search(filled - ahead, false);
        int keep = Math.max(0, done - behind) / STEP * STEP;
        System.arraycopy(block, keep, block, 0, filled - keep);
        filled -= keep;
        done -= keep;
        origin += keep;
    }

    /** Looks at all grams that begin before a place. */
    private void search(int limit, boolean last) {
        int to = last ? limit : limit / STEP * STEP;
        if (last) {
            Arrays.fill(block, filled, filled + PADDING, (byte) 0);
        }
        verification.on(block, filled, origin);
        if (done < to) {
            int place = watch.everywhere() ? done : searchAligned(to);
            searchAll(place, to);
            done = to;
        }
        over |= findings.overwhelmed() || findings.complete(origin + done);
    }

    /** Looks at every fourth place, until it is the end or every place has to be looked at. Returns the place to go on from. */
    private int searchAligned(int to) {
        Grams eight = eights;
        Grams four = fours;
        long[] eightFilter = eight.filter();
        long[] fourFilter = four.filter();
        byte[] bytes = block;
        for (int i = done; i < to; i += STEP) {
            long both = (long) LONGS.get(bytes, i);
            long hash = Grams.hash(both);
            if (eight.maybe(eightFilter, hash)) {
                candidates(eight, both, hash, i);
            }
            long low = both & LOW_FOUR;
            long fourHash = Grams.hash(low);
            if (four.maybe(fourFilter, fourHash)) {
                candidates(four, low, fourHash, i);
            }
            if (watch.everywhere()) {
                // A piece woken here begins behind the grams looked at; where these end it may begin within this step.
                searchBetween(both, i);
                return i + STEP;
            }
        }
        return to;
    }

    private void searchAll(int from, int to) {
        Grams eight = eights;
        Grams four = fours;
        long[] eightFilter = eight.filter();
        Grams every = everyFour;
        long[] fourFilter = four.filter();
        byte[] bytes = block;
        for (int i = from; i < to; i += STEP) {
            long both = (long) LONGS.get(bytes, i);
            long hash = Grams.hash(both);
            if (eight.maybe(eightFilter, hash)) {
                candidates(eight, both, hash, i);
            }
            long low = both & LOW_FOUR;
            long fourHash = Grams.hash(low);
            if (four.maybe(fourFilter, fourHash)) {
                candidates(four, low, fourHash, i);
            }
            long[] everyFilter = watch.fours();
            boolean first = every.maybe(everyFilter, fourHash);
            boolean second = every.maybe(everyFilter, Grams.hash(both >>> 8 & LOW_FOUR));
            boolean third = every.maybe(everyFilter, Grams.hash(both >>> 16 & LOW_FOUR));
            boolean fourth = every.maybe(everyFilter, Grams.hash(both >>> 24 & LOW_FOUR));
            // One jump for all four: hardly ever does any of them pass.
            if (first | second | third | fourth || watch.pairs()) {
                searchBetween(both, i);
            }
        }
    }

    /** Looks at a place and the three behind it. */
    private void searchBetween(long eight, int place) {
        Grams four = everyFour;
        long bytes = eight;
        for (int i = place; i < place + STEP; i++) {
            long low = bytes & LOW_FOUR;
            long hash = Grams.hash(low);
            if (four.maybe(watch.fours(), hash)) {
                candidates(four, low, hash, i);
            }
            if (watch.pairs()) {
                long pair = bytes & 0xffff;
                long pairHash = Grams.hash(pair);
                if (everyTwo.maybe(watch.twos(), pairHash)) {
                    candidates(everyTwo, pair, pairHash, i);
                }
            }
            bytes >>>= Byte.SIZE;
        }
    }

    private void candidates(Grams grams, long key, long hash, int place) {
        int end = grams.end(hash);
        for (int entry = grams.first(hash); entry < end; entry++) {
            if (grams.key(entry) == key) {
                verification.candidate(grams.piece(entry), place, grams.place(entry));
            }
        }
    }
}
