package org.palisade.scanserver.scan;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import org.palisade.protocol.scan.Verdict;
import org.palisade.scanserver.scan.ScanObserver.Way;

/** What follows from a decision of {@link Register}: noted under its lock, carried out after it, in order. */
final class Aftermath {

    private static final Logger LOG = System.getLogger(Aftermath.class.getName());

    private final Counters counters;
    private final ScanObserver observer;
    private final LongSupplier nanos;
    private final List<Runnable> rest = new ArrayList<>(2);

    Aftermath(Counters counters, ScanObserver observer, LongSupplier nanos) {
        this.counters = counters;
        this.observer = observer;
        this.nanos = nanos;
    }

    void add(Runnable next) {
        rest.add(next);
    }

    /** One that was not taken in is answered. */
    void answer(ScanOrder order, Requester requester, Verdict verdict, long since, Way way) {
        rest.add(() -> {
            tell(order, verdict, since, 0, way, () -> requester.answer(order.request(), verdict));
        });
    }

    /** One has ended; what it held is given up before anybody hears of it. */
    void end(ScanRequest request, Verdict verdict, Way way, boolean answered) {
        rest.add(() -> {
            request.open().ifPresent(OpenScan::close);
            tell(request.order(), verdict, request.begun(), request.open().map(OpenScan::received).orElse(0L), way, () -> {
                if (answered) {
                    request.answer(verdict);
                }
            });
        });
    }

    private void tell(ScanOrder order, Verdict verdict, long since, long received, Way way, Runnable answer) {
        // Counted before it is known, so that nobody who knows it finds it missing.
        counters.ended(verdict, way);
        long took = nanos.getAsLong() - since;
        try {
            answer.run();
        } finally {
            observer.ended(order, verdict, took, received, way);
        }
    }

    /** Carries it out. What fails of one request is no reason not to go on with the others. */
    void run() {
        for (Runnable next : rest) {
            try {
                next.run();
            } catch (RuntimeException | OutOfMemoryError e) {
                LOG.log(Level.ERROR, "a decision was not carried out", e);
            }
        }
    }
}
