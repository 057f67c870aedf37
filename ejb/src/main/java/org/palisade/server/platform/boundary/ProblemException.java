package org.palisade.server.platform.boundary;

import jakarta.ejb.ApplicationException;
import java.util.List;
import java.util.Objects;

/** A refused request; the transaction is rolled back. */
@ApplicationException(rollback = true)
public final class ProblemException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final Problem problem;
    private final transient List<String> pointers;

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
        super(Objects.requireNonNull(detail, "detail"));
        this.problem = Objects.requireNonNull(problem, "problem");
        this.pointers = List.copyOf(pointers);
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
}
