package org.palisade.web.security;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpSession;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.BiPredicate;
import org.palisade.server.platform.boundary.Caller;

/**
 * Whoever signed in on a page. It ends 30 minutes after the last deed: a page that only refreshes itself is none, or a forgotten browser would stay
 * signed in for ever. It ends 12 hours after the sign-in at the latest, and with the next change of the account's password anywhere else.
 */
public final class ConsoleSession {

    static final Duration IDLE = Duration.ofMinutes(30);
    static final Duration LONGEST = Duration.ofHours(12);
    /** Last part of the id of every component that refreshes a page by itself. */
    static final String REFRESH = "live";

    private static final String CALLER = "org.palisade.caller";
    private static final String SIGNED_IN = "org.palisade.signed-in";
    private static final String DEED = "org.palisade.deed";

    private ConsoleSession() {
    }

    /**
     * Begins after a sign-in, and anew after a change of password; the session gets a new id, so that one planted before is worth nothing.
     *
     * @param signedIn a moment before the password was verified: one that changes meanwhile is not to be missed
     */
    public static void begin(HttpServletRequest request, Caller caller, Instant signedIn) {
        HttpSession session = request.getSession(true);
        request.changeSessionId();
        session.setMaxInactiveInterval((int) IDLE.toSeconds());
        session.setAttribute(CALLER, caller);
        session.setAttribute(SIGNED_IN, signedIn);
        session.setAttribute(DEED, signedIn);
    }

    /** Ends with a sign-out. */
    public static void end(HttpServletRequest request) {
        HttpSession session = request.getSession(false);
        if (session != null) {
            session.invalidate();
        }
    }

    /** Whoever is signed in; {@code counts} says whether the sign-in of a caller at a time is still good. */
    static Optional<Caller> caller(HttpServletRequest request, Instant now, BiPredicate<Caller, Instant> counts) {
        HttpSession session = request.getSession(false);
        if (session == null || !(session.getAttribute(CALLER) instanceof Caller caller)
                || !(session.getAttribute(SIGNED_IN) instanceof Instant signedIn) || !(session.getAttribute(DEED) instanceof Instant deed)) {
            return Optional.empty();
        }
        if (!now.isBefore(deed.plus(IDLE)) || !now.isBefore(signedIn.plus(LONGEST)) || !counts.test(caller, signedIn)) {
            session.invalidate();
            return Optional.empty();
        }
        if (!refresh(request)) {
            session.setAttribute(DEED, now);
        }
        return Optional.of(caller);
    }

    private static boolean refresh(HttpServletRequest request) {
        String source = PagesFilter.ajax(request) ? request.getParameter("jakarta.faces.source") : null;
        return source != null && source.substring(source.lastIndexOf(':') + 1).equals(REFRESH);
    }
}
