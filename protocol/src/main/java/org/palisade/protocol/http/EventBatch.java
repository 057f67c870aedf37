package org.palisade.protocol.http;

import java.util.List;

/**
 * Events from an agent or an SVM: POST {@code /api/v1/agent/events}, {@code /api/v1/svm/events}. Sending a batch twice stores it once: the
 * ids decide.
 *
 * @param events 1–500 events
 */
public record EventBatch(List<Event> events) {

    /**
     * One event.
     *
     * @param id       UUID given by the sender
     * @param time     when it happened, ISO-8601 instant in UTC
     * @param severity {@code critical}, {@code error}, {@code warning} or {@code information}
     * @param kind     what happened, a lower-case word with hyphens: {@code malware-detected}, {@code svm-lost}, {@code svm-connected} …
     * @param path     the file concerned; null if none
     * @param threat   the threat's name; null if none
     * @param digest   SHA-256 of the file, lower-case hex; null if none
     * @param action   what was done: {@code quarantined}, {@code blocked}, {@code notified}, {@code failed}; null if none
     */
    public record Event(String id, String time, String severity, String kind, String path, String threat, String digest,
                        String action) {
    }
}
