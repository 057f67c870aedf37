package org.palisade.server.event.boundary;

import java.util.Objects;
import java.util.Optional;

/**
 * An event as its sender tells it; checked when it is accepted. Absent text may be handed in as null and counts as empty.
 *
 * @param id       UUID given by the sender
 * @param time     when it happened, ISO-8601 instant, from 1970 to 9999
 * @param severity {@code critical}, {@code error}, {@code warning} or {@code information}
 * @param kind     what happened: a lower-case word with hyphens, 1–48 characters
 * @param path     the file concerned, at most 4096 characters
 * @param threat   the threat's name, at most 256 characters
 * @param digest   SHA-256 of the file, 64 lower-case hex digits
 * @param action   what was done: a lower-case word with hyphens, 1–48 characters
 */
public record NewEvent(String id, String time, String severity, String kind, Optional<String> path, Optional<String> threat,
                       Optional<String> digest, Optional<String> action) {

    public NewEvent {
        id = Objects.requireNonNullElse(id, "");
        time = Objects.requireNonNullElse(time, "");
        severity = Objects.requireNonNullElse(severity, "");
        kind = Objects.requireNonNullElse(kind, "");
        Objects.requireNonNull(path, "path");
        Objects.requireNonNull(threat, "threat");
        Objects.requireNonNull(digest, "digest");
        Objects.requireNonNull(action, "action");
    }
}
