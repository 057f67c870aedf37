package org.palisade.scanserver.cache;

import java.util.ArrayList;
import java.util.List;
import org.palisade.scanserver.engine.SignatureChange;

/** The signature sets up to the present one, kept in the journal. */
final class History {

    private final Journal journal;
    private volatile Epochs epochs;

    /** With what was found in the journal. */
    History(Journal journal, Epochs epochs) {
        this.journal = journal;
        this.epochs = epochs;
        journal.epochs(records(epochs.all()), List.of());
    }

    Epochs epochs() {
        return epochs;
    }

    /** Another set is in use; false if it is the present one. */
    synchronized boolean change(SignatureChange change, long millis) {
        Epoch present = epochs.present();
        if (change.to().equals(present.signatureSet())) {
            return false;
        }
        // A difference to some other set than ours says nothing of what is remembered.
        Difference difference = change.from().equals(present.signatureSet()) ? Difference.of(change) : Difference.UNKNOWN;
        Epoch next = new Epoch(present.number() + 1, change.to(), present.build(), millis, difference);
        Epochs more = epochs.then(next);
        // In the journal before any entry can name it.
        journal.epochs(records(more.all()), Records.epoch(next));
        epochs = more;
        return true;
    }

    /** No entry is older than this epoch. */
    synchronized void forget(int oldest) {
        Epochs fewer = epochs.since(oldest);
        if (fewer.all().size() != epochs.all().size()) {
            journal.epochs(records(fewer.all()), List.of());
            epochs = fewer;
        }
    }

    private static List<byte[]> records(List<Epoch> epochs) {
        List<byte[]> records = new ArrayList<>();
        epochs.forEach(epoch -> records.addAll(Records.epoch(epoch)));
        return records;
    }
}
