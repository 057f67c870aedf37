package org.palisade.agent.connection;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.palisade.agent.discovery.Svm;

/** The SVMs to try, in order: best first, but one that is about to stop after all others. */
final class Candidates {

    private static final long AVOID = TimeUnit.SECONDS.toNanos(30);

    private final Supplier<List<Svm>> svms;
    private final LongSupplier nanoTime;
    private Optional<UUID> avoided = Optional.empty();
    private long avoidedSince;

    Candidates(Supplier<List<Svm>> svms, LongSupplier nanoTime) {
        this.svms = svms;
        this.nanoTime = nanoTime;
    }

    /** This one is about to stop. */
    synchronized void avoid(UUID svm) {
        avoided = Optional.of(svm);
        avoidedSince = nanoTime.getAsLong();
    }

    List<Svm> inOrder() {
        List<Svm> all = svms.get();
        Optional<UUID> last = avoided();
        // It is tried all the same: it may be back already.
        return all.stream().sorted(Comparator.comparing(svm -> last.equals(Optional.of(svm.id())))).toList();
    }

    private synchronized Optional<UUID> avoided() {
        if (nanoTime.getAsLong() - avoidedSince > AVOID) {
            avoided = Optional.empty();
        }
        return avoided;
    }
}
