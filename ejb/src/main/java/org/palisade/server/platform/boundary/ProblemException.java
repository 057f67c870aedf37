package org.palisade.server.platform.boundary;

import jakarta.ejb.ApplicationException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** A refused request; the transaction is rolled back. */
@ApplicationException(rollback = true)
public final class ProblemException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final Problem problem;
    private final transient List<String> pointers;
    private final Duration retryAfter;

    /**
     * Refuses.
     *
     * @param problem why
     * @param detail  what the caller can do about it; never a secret, a path or a personal name
     */
    public ProblemException(Problem problem, String detail) {
        this(problem, detail, List.of());
    }

    /**
     * Refuses and says where.
     *
     * @param problem  why
     * @param detail   what the caller can do about it; never a secret, a path or a personal name
     * @param pointers JSON pointers (RFC 6901) to what is wrong in the request
     */
    public ProblemException(Problem problem, String detail, List<String> pointers) {
        this(problem, detail, pointers, Duration.ZERO);
    }

    /**
     * Refuses for a while.
     *
     * @param problem    why
     * @param detail     what the caller can do about it; never a secret, a path or a personal name
     * @param retryAfter when it may be tried again
     */
    public ProblemException(Problem problem, String detail, Duration retryAfter) {
        this(problem, detail, List.of(), retryAfter);
    }

    private ProblemException(Problem problem, String detail, List<String> pointers, Duration retryAfter) {
        super(Objects.requireNonNull(detail, "detail"));
        this.problem = Objects.requireNonNull(problem, "problem");
        this.pointers = List.copyOf(pointers);
        this.retryAfter = Objects.requireNonNull(retryAfter, "retryAfter");
    }

    /** Why. */
    public Problem problem() {
        return problem;
    }

    /** What the caller can do about it. */
    public String detail() {
        return getMessage();
    }

    /** JSON pointers to what is wrong; empty if it is not about a part of the request. */
    public List<String> pointers() {
        // Null only in a copy read back from a stream.
        return pointers == null ? List.of() : pointers;
    }

    /** When it may be tried again; empty if waiting does not help. */
    public Optional<Duration> retryAfter() {
        return Optional.of(retryAfter).filter(wait -> !wait.isZero());
    }
}
