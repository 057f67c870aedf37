package org.palisade.scanserver.scan;

import java.util.concurrent.Executor;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.palisade.protocol.scan.Verdict;
import org.palisade.scanserver.engine.Engine;

/**
 * What open scans work with.
 *
 * @param closer closes scans of the engine for threads that must not wait
 * @param nanos  a clock like {@link System#nanoTime}
 */
record Means(Supplier<ScanConfig> settings, Engine engine, Turns turns, Spare spare, FragmentArrays arrays, Counters counters, Executor closer, LongSupplier nanos, Outcome outcome) {

    /** As it is now. */
    ScanConfig config() {
        return settings.get();
    }

    /** Whom open scans tell, outside any lock of theirs. */
    interface Outcome {
        /**
         * The scan is over.
         *
         * @param verified whether the bytes judged were hashed by this process and are those that were announced
         */
        void done(ScanRequest request, Verdict verdict, boolean verified);

        /** What is left to do belongs in the heavy lane. No step runs until it is executed there. */
        void heavy(ScanRequest request);
    }
}
