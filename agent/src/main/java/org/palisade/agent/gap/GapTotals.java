package org.palisade.agent.gap;

/**
 * What was counted since the ledger was begun; each 0 or more.
 *
 * @param letThrough openings allowed without a verdict
 * @param clean      files scanned later, nothing found
 * @param infected   files scanned later and found infected
 * @param vanished   files gone before they could be scanned
 * @param damaged    places of the log that could not be read
 */
public record GapTotals(long letThrough, long clean, long infected, long vanished, long damaged) {

    static final GapTotals NONE = new GapTotals(0, 0, 0, 0, 0);

    /** Files that need not be scanned any more. */
    public long closed() {
        return clean + infected + vanished;
    }

    GapTotals let(long more) {
        return new GapTotals(letThrough + more, clean, infected, vanished, damaged);
    }

    GapTotals damage(long more) {
        return new GapTotals(letThrough, clean, infected, vanished, damaged + more);
    }

    GapTotals ended(Ending ending) {
        return switch (ending) {
            case CLEAN -> new GapTotals(letThrough, clean + 1, infected, vanished, damaged);
            case INFECTED -> new GapTotals(letThrough, clean, infected + 1, vanished, damaged);
            case VANISHED -> new GapTotals(letThrough, clean, infected, vanished + 1, damaged);
        };
    }
}
