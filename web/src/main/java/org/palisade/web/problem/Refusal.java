package org.palisade.web.problem;

import jakarta.ejb.EJBAccessException;
import jakarta.ws.rs.WebApplicationException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.palisade.protocol.http.ProblemBody;
import org.palisade.server.platform.boundary.Problem;
import org.palisade.server.platform.boundary.ProblemException;

/**
 * What is answered to a request that failed.
 *
 * @param body       the body
 * @param retryAfter when it may be tried again; empty if waiting does not help
 * @param ours       whether the fault is the server's; then the cause belongs in the log
 */
record Refusal(ProblemBody body, Optional<Duration> retryAfter, boolean ours) {

    /** The media type of every refusal. */
    static final String MEDIA_TYPE = "application/problem+json";

    private static final String TYPE = "urn:palisade:problem:";

    /** Finds out what a failure means; containers and mappers wrap what was thrown, so its causes are asked as well. */
    static Refusal of(Throwable thrown) {
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            if (cause instanceof ProblemException refused) {
                return of(refused);
            }
            if (cause instanceof EJBAccessException) {
                return of(new ProblemException(Problem.FORBIDDEN, ""));
            }
            if (cause instanceof WebApplicationException http && http.getResponse().getStatus() < 500) {
                return of(http.getResponse().getStatus());
            }
        }
        return of(500);
    }

    /** A refusal by status alone: the container's own. */
    static Refusal of(int status) {
        return switch (status) {
            case 400 -> of(new ProblemException(Problem.INVALID, ""));
            case 401 -> of(new ProblemException(Problem.UNAUTHENTICATED, ""));
            case 403 -> of(new ProblemException(Problem.FORBIDDEN, ""));
            case 404 -> of(new ProblemException(Problem.NOT_FOUND, ""));
            case 413 -> of(new ProblemException(Problem.TOO_LARGE, ""));
            // HTTP's own refusals: no problem of the application, so no constant there.
            case 405 -> http("method-not-allowed", "This method is not for this resource", status);
            case 406 -> http("not-acceptable", "Only JSON is offered", status);
            case 415 -> http("unsupported-media-type", "Only application/json is read", status);
            default -> status < 500 ? http("refused", "The request was refused", status) : internal();
        };
    }

    private static Refusal of(ProblemException refused) {
        Problem problem = refused.problem();
        if (problem.fault() == Problem.Fault.SERVER) {
            return internal();
        }
        String detail = refused.detail().isEmpty() ? null : refused.detail();
        List<String> pointers = refused.pointers().isEmpty() ? null : refused.pointers();
        return new Refusal(new ProblemBody(TYPE + problem.slug(), problem.title(), problem.status(), detail, null, pointers),
                problem == Problem.TOO_MANY_ATTEMPTS ? refused.retryAfter().or(() -> Optional.of(Duration.ofSeconds(5))) : Optional.empty(), false);
    }

    private static Refusal http(String slug, String title, int status) {
        return new Refusal(new ProblemBody(TYPE + slug, title, status, null, null, null), Optional.empty(), false);
    }

    private static Refusal internal() {
        Problem problem = Problem.INTERNAL;
        return new Refusal(new ProblemBody(TYPE + problem.slug(), problem.title(), problem.status(),
                "quote the incident to whoever operates this server", "urn:uuid:" + UUID.randomUUID(), null), Optional.empty(), true);
    }
}
