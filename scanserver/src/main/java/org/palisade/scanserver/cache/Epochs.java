package org.palisade.scanserver.cache;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.palisade.protocol.scan.Digest;
import org.palisade.scanserver.cache.Epoch.Judgement;
import org.palisade.scanserver.cache.Epoch.State;

/**
 * The signature sets of the time that entries come from, oldest first, without a gap. Immutable: a change makes new epochs, and no entry is touched for it.
 */
final class Epochs {

    private static final int MOST = 64;
    private static final int MOST_WEIGHT = 300_000;

    private final List<Epoch> epochs;

    private Epochs(List<Epoch> epochs) {
        this.epochs = List.copyOf(epochs);
    }

    static Epochs first(Epoch epoch) {
        return new Epochs(List.of(epoch));
    }

    Epoch present() {
        return epochs.get(epochs.size() - 1);
    }

    List<Epoch> all() {
        return epochs;
    }

    /** With another epoch, the oldest forgotten if they are too many. A gap in the numbers is a time of which nothing is known: all before it is forgotten. */
    Epochs then(Epoch next) {
        if (next.number() != present().number() + 1) {
            return first(next);
        }
        List<Epoch> more = new ArrayList<>(epochs);
        more.add(next);
        long weight = more.stream().mapToLong(epoch -> epoch.difference().weight()).sum();
        while (more.size() > 1 && (more.size() > MOST || weight > MOST_WEIGHT)) {
            weight -= more.remove(0).difference().weight();
        }
        return new Epochs(more);
    }

    /** Without those older than the oldest entry. */
    Epochs since(int oldest) {
        return new Epochs(epochs.stream().filter(epoch -> epoch.number() >= oldest || epoch == present()).toList());
    }

    /** What is to be said now of an entry of an epoch. Takes time in proportion to the changes since. */
    Judgement judge(int from, Kind kind, Digest digest, long size) {
        int first = epochs.get(0).number();
        Epoch present = present();
        if (from < first || from > present.number()) {
            return new Judgement(State.VOID, "", present, "");
        }
        boolean clean = kind.clean();
        boolean infected = !clean;
        String name = kind.threat;
        Epoch due = null;
        for (int number = from + 1; number <= present.number(); number++) {
            Epoch epoch = epochs.get(number - first);
            if (infected && epoch.difference().withdrawn().contains(name)) {
                return new Judgement(State.VOID, "", epoch, "");
            }
            Optional<String> found = infected ? Optional.empty() : epoch.threat(digest, size);
            if (found.isPresent()) {
                infected = true;
                name = found.get();
                due = null;
            } else if (due == null && epoch.makesDue(!infected, kind.parts, size)) {
                due = epoch;
            }
        }
        if (due != null) {
            // In its grace it says what it said before it became due; what it became by a change of signatures alone cannot be told as of then.
            return new Judgement(infected == clean ? State.VOID : State.DUE, "", due, epochs.get(due.number() - 1 - first).signatureSet());
        }
        return infected == clean ? new Judgement(State.INFECTED, name, present, "") : new Judgement(State.VALID, "", present, "");
    }
}
