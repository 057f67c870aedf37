package org.palisade.server.svm.boundary;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;

/**
 * A piece of an SVM's journal of agents' sessions, as it is told until it is acknowledged.
 *
 * @param journal the journal's id
 * @param sentAt  the SVM's clock when it reported
 * @param entries at most 500, their sequences growing
 */
public record SessionEntries(UUID journal, Instant sentAt, List<Entry> entries) {

    private static final int MOST = 500;
    private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59Z");

    /** What happened. */
    public enum Kind {
        /** An agent has connected. */
        CONNECTED,
        /** It can have files scanned. */
        ABLE,
        /** The connection has ended. */
        LOST
    }

    /**
     * Something happened to a connection.
     *
     * @param sequence its number within the journal, at least 1
     * @param session  the connection
     * @param agent    whose it is
     * @param tenant   whose agent that is, as its certificate says
     * @param kind     what happened
     * @param time     when, by the SVM's clock
     * @param run      the run of the SVM's process
     * @param tick     when, by that run's monotonic clock, milliseconds
     */
    public record Entry(long sequence, UUID session, UUID agent, UUID tenant, Kind kind, Instant time, UUID run, long tick) {

        public Entry {
            Objects.requireNonNull(session, "session");
            Objects.requireNonNull(agent, "agent");
            Objects.requireNonNull(tenant, "tenant");
            Objects.requireNonNull(kind, "kind");
            Objects.requireNonNull(time, "time");
            Objects.requireNonNull(run, "run");
        }
    }

    public SessionEntries {
        Objects.requireNonNull(journal, "journal");
        Objects.requireNonNull(sentAt, "sentAt");
        entries = List.copyOf(entries);
    }

    /** JSON pointers to what cannot be; empty if all is well. */
    List<String> wrong() {
        List<String> wrong = new ArrayList<>();
        if (entries.isEmpty() || entries.size() > MOST) {
            wrong.add("/sessions/entries");
        }
        if (impossible(sentAt)) {
            wrong.add("/sessions/sentAt");
        }
        long before = 0;
        for (int i = 0; i < Math.min(entries.size(), MOST); i++) {
            Entry entry = entries.get(i);
            if (entry.sequence() <= before) {
                wrong.add("/sessions/entries/" + i + "/sequence");
            }
            if (impossible(entry.time())) {
                wrong.add("/sessions/entries/" + i + "/time");
            }
            before = entry.sequence();
        }
        return wrong;
    }

    private static boolean impossible(Instant time) {
        return time.isBefore(Instant.EPOCH) || time.isAfter(LATEST);
    }
}
