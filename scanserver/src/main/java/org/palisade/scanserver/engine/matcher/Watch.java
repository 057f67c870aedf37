package org.palisade.scanserver.engine.matcher;

/** Which grams are looked for at every place of one object: those of first pieces, and those of later ones that were woken by the piece before them. */
final class Watch {

    private final Matcher matcher;
    private final Grams four;
    private final Grams two;
    private long[] fours;
    private long[] twos;
    private boolean foursOn;
    private boolean twosOn;

    Watch(Matcher matcher) {
        this.matcher = matcher;
        four = matcher.grams(2);
        two = matcher.grams(3);
        fours = four.filter();
        twos = two.filter();
        foursOn = !four.idle();
        twosOn = !two.idle();
    }

    /** Looks for a piece from now on, if it was not looked for before. */
    void wake(int piece) {
        if (!matcher.late().has(piece)) {
            return;
        }
        long[] grams = matcher.late().get(piece);
        if (grams[0] == 2) {
            twos = twos == two.filter() ? twos.clone() : twos;
            twosOn = true;
        } else {
            fours = fours == four.filter() ? fours.clone() : fours;
            foursOn = true;
        }
        for (int i = 1; i < grams.length; i++) {
            if (grams[0] == 2) {
                two.admit(twos, grams[i]);
            } else {
                four.admit(fours, grams[i]);
            }
        }
    }

    /** Whether any place has to be looked at but every fourth. */
    boolean everywhere() {
        return foursOn || twosOn;
    }

    boolean pairs() {
        return twosOn;
    }

    long[] fours() {
        return fours;
    }

    long[] twos() {
        return twos;
    }
}
