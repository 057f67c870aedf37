package org.palisade.server.event.boundary;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.palisade.server.platform.boundary.Severity;

/**
 * One stored event.
 *
 * @param sequence its place in the store, growing
 * @param id       its id, given by the sender
 * @param time     when it happened, by the sender's clock
 * @param severity how bad it is
 * @param kind     what happened
 * @param source   {@code agent:<id>}, {@code svm:<id>} or {@code server}
 * @param path     the file concerned
 * @param threat   the threat's name
 * @param digest   SHA-256 of the file, lower-case hex
 * @param action   what was done
 */
public record EventEntry(long sequence, UUID id, Instant time, Severity severity, String kind, String source, Optional<String> path,
                         Optional<String> threat, Optional<String> digest, Optional<String> action) {
}
