package org.palisade.protocol.http;

import java.util.List;

/**
 * Part of an SVM's report: what happened to agents' connections and was not acknowledged yet. Repeated until it is; entries up to the acknowledged one are stored already.
 *
 * @param journal         UUID of the journal; the numbers of its entries are never used twice
 * @param sentAt          the SVM's clock when the report was made, ISO-8601 instant in UTC: its distance from the receiver's is the clock offset
 * @param run             UUID of the run of the process that sends
 * @param monotonicMillis that run's monotonic clock at {@code sentAt}
 * @param entries         at most 500, their sequences growing
 */
public record AgentSessions(String journal, String sentAt, String run, long monotonicMillis, List<Entry> entries) {

    /**
     * Something happened to a connection.
     *
     * @param sequence        number within the journal, at least 1
     * @param session         UUID of the connection
     * @param agent           id in the agent's certificate
     * @param tenant          tenant in the agent's certificate
     * @param kind            {@code connected}, {@code able} (it can have files scanned) or {@code lost}
     * @param time            when, by the SVM's clock, ISO-8601 instant in UTC; of a connection that ended with a crash, the last time it is known to have been there
     * @param run             UUID of the run of the process
     * @param monotonicMillis when, by that run's monotonic clock: comparable within a run only
     */
    public record Entry(long sequence, String session, String agent, String tenant, String kind, String time, String run, long monotonicMillis) {
    }
}
