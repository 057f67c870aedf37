package org.palisade.web.security;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Optional;
import org.palisade.server.platform.boundary.Caller;
import org.palisade.server.platform.boundary.Problem;
import org.palisade.server.platform.boundary.ProblemException;

/** What the mechanism decided on a request; it stays with the request. Without a decision nobody is let in. */
final class Admission {

    private static final String CALLER = "org.palisade.caller";
    private static final String REFUSAL = "org.palisade.refusal";
    private static final String OPEN = "org.palisade.open";

    private Admission() {
    }

    static void admit(HttpServletRequest request, Caller caller) {
        request.setAttribute(CALLER, caller);
    }

    static void refuse(HttpServletRequest request, RuntimeException refusal) {
        request.setAttribute(REFUSAL, refusal);
    }

    /** Nobody needs to be known for this one. */
    static void open(HttpServletRequest request) {
        request.setAttribute(OPEN, Boolean.TRUE);
    }

    static Optional<Caller> caller(HttpServletRequest request) {
        return Optional.ofNullable((Caller) request.getAttribute(CALLER));
    }

    /** Lets an admitted or open request pass; anything else is thrown back. */
    static void check(HttpServletRequest request) {
        if (request.getAttribute(REFUSAL) instanceof RuntimeException refusal) {
            throw refusal;
        }
        if (caller(request).isEmpty() && request.getAttribute(OPEN) == null) {
            throw unauthenticated();
        }
    }

    static ProblemException unauthenticated() {
        return new ProblemException(Problem.UNAUTHENTICATED, "");
    }
}
