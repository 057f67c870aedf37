package org.palisade.server.event.control;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import org.palisade.server.event.boundary.NewEvent;
import org.palisade.server.platform.boundary.Severity;

/**
 * An event that may be stored.
 *
 * @param id       its id
 * @param time     when it happened
 * @param severity how bad it is
 * @param kind     what happened
 * @param path     the file concerned
 * @param threat   the threat's name
 * @param digest   SHA-256 of the file, lower-case hex
 * @param action   what was done
 */
public record ValidEvent(UUID id, Instant time, Severity severity, String kind, Optional<String> path, Optional<String> threat,
                         Optional<String> digest, Optional<String> action) {

    private static final Pattern WORD = Pattern.compile("[a-z][a-z0-9-]{0,47}");
    private static final Pattern SHA_256 = Pattern.compile("[0-9a-f]{64}");
    private static final int PATH = 4096;
    private static final int THREAT = 256;
    private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59Z");

    /** An event of the server's own. */
    public static ValidEvent ofServer(Instant time, Severity severity, String kind) {
        return new ValidEvent(UUID.randomUUID(), time, severity, kind, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
    }

    /**
     * Checks an event.
     *
     * @param told    the event as its sender told it
     * @param pointer where it stands in the request
     * @param wrong   gets a pointer for each thing that is not valid
     * @return the event; empty if something was wrong
     */
    public static Optional<ValidEvent> check(NewEvent told, String pointer, List<String> wrong) {
        List<String> mine = new ArrayList<>();
        Optional<UUID> id = id(told.id());
        Optional<Instant> time = time(told.time());
        Optional<Severity> severity = Severity.of(told.severity());
        refuse(mine, pointer + "/id", id.isPresent());
        refuse(mine, pointer + "/time", time.isPresent());
        refuse(mine, pointer + "/severity", severity.isPresent());
        refuse(mine, pointer + "/kind", WORD.matcher(told.kind()).matches());
        refuse(mine, pointer + "/path", told.path().map(text -> text.length() <= PATH).orElse(true));
        refuse(mine, pointer + "/threat", told.threat().map(text -> text.length() <= THREAT).orElse(true));
        refuse(mine, pointer + "/digest", told.digest().map(text -> SHA_256.matcher(text).matches()).orElse(true));
        refuse(mine, pointer + "/action", told.action().map(text -> WORD.matcher(text).matches()).orElse(true));
        wrong.addAll(mine);
        return mine.isEmpty()
                ? Optional.of(new ValidEvent(id.orElseThrow(), time.orElseThrow(), severity.orElseThrow(), told.kind(), told.path(),
                        told.threat(), told.digest(), told.action()))
                : Optional.empty();
    }

    private static void refuse(List<String> wrong, String pointer, boolean right) {
        if (!right) {
            wrong.add(pointer);
        }
    }

    private static Optional<UUID> id(String text) {
        try {
            UUID id = UUID.fromString(text);
            // The JDK also reads shortened forms; two spellings of one id would be two events.
            return id.toString().equals(text) ? Optional.of(id) : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static Optional<Instant> time(String text) {
        try {
            return Optional.of(Instant.parse(text)).filter(time -> !time.isBefore(Instant.EPOCH) && !time.isAfter(LATEST));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }
}
