package org.palisade.web.security;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpSession;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.palisade.server.platform.boundary.Caller;

/**
 * Whoever signed in on a page. It ends 30 minutes after the last deed: a page that only refreshes itself is none, or a forgotten browser would stay
 * signed in for ever.
 */
public final class ConsoleSession {

    static final Duration IDLE = Duration.ofMinutes(30);
    /** Last part of the id of every component that refreshes a page by itself. */
    static final String REFRESH = "live";

    private static final String CALLER = "org.palisade.caller";
    private static final String DEED = "org.palisade.deed";

    private ConsoleSession() {
    }

    /** Begins after a sign-in; the session gets a new id, so that one planted before is worth nothing. */
    public static void begin(HttpServletRequest request, Caller caller, Instant now) {
        HttpSession session = request.getSession(true);
        request.changeSessionId();
        session.setMaxInactiveInterval((int) IDLE.toSeconds());
        session.setAttribute(CALLER, caller);
        session.setAttribute(DEED, now);
    }

    /** Ends with a sign-out. */
    public static void end(HttpServletRequest request) {
        HttpSession session = request.getSession(false);
        if (session != null) {
            session.invalidate();
        }
    }

    static Optional<Caller> caller(HttpServletRequest request, Instant now) {
        HttpSession session = request.getSession(false);
        if (session == null || !(session.getAttribute(CALLER) instanceof Caller caller) || !(session.getAttribute(DEED) instanceof Instant deed)) {
            return Optional.empty();
        }
        if (now.isAfter(deed.plus(IDLE))) {
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
