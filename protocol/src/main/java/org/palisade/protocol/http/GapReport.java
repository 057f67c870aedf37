package org.palisade.protocol.http;

import java.util.List;

/**
 * What an agent could not protect: the times it ran with protection on access and without any SVM, and the files it let through without a verdict. Counts are
 * since the agent was installed and only grow, but for {@code open}.
 *
 * @param periods    the latest times without protection, oldest first, at most 100
 * @param seconds    all such times together, seconds
 * @param letThrough openings let through without a verdict
 * @param open       files let through, or written, that are still to be scanned
 * @param closed     files that were scanned later, or had vanished by then
 * @param unrecorded openings and files the agent could not record, because its ledger was full or its disk failed
 * @param damaged    places of the ledger that could not be read any more
 */
public record GapReport(List<Period> periods, long seconds, long letThrough, long open, long closed, long unrecorded, long damaged) {

    /**
     * A time without protection.
     *
     * @param start      ISO-8601 instant in UTC
     * @param end        ISO-8601 instant in UTC: start and length, so that setting the guest's clock does not change the length; null while it lasts. After a
     *                   kill of the agent it is at most a second early.
     * @param seconds    how long it was, or has been so far
     * @param letThrough openings let through meanwhile
     */
    public record Period(String start, String end, long seconds, long letThrough) {
    }
}
