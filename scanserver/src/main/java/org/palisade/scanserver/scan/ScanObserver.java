package org.palisade.scanserver.scan;

import org.palisade.protocol.scan.Verdict;

/** Hears how every request ended, for measurements and the log of detections. Called by the thread that ended it, outside every lock; it does not wait. */
@FunctionalInterface
public interface ScanObserver {

    /** How the answer came about. */
    enum Way {
        /** By a scan of its own; also for one that failed or ran out of time. */
        SCANNED,
        /** From the SharedCache. */
        CACHED,
        /** From the scan of another request for the same content. */
        JOINED,
        /** It was not taken in. */
        REFUSED
    }

    /** Hears nothing. */
    ScanObserver NONE = (order, verdict, nanos, bytesReceived, way) -> { };

    /**
     * A request ended.
     *
     * @param verdict       what was answered; {@code CANCELLED} if nothing was, because nobody waited any more
     * @param nanos         from its arrival to its end
     * @param bytesReceived of its content, from its requester or its source
     */
    void ended(ScanOrder order, Verdict verdict, long nanos, long bytesReceived, Way way);
}
