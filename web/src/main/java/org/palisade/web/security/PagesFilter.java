package org.palisade.web.security;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.annotation.WebFilter;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** Guards the console's pages: whoever is not signed in sees the sign-in page only, and every answer tells the browser what it must not do. */
@WebFilter(filterName = "pages", urlPatterns = "/*", dispatcherTypes = {DispatcherType.REQUEST, DispatcherType.ERROR})
public final class PagesFilter extends HttpFilter {

    private static final long serialVersionUID = 1L;

    private static final String HOME = "/console/overview";
    private static final String SIGN_IN = "/console/sign-in";
    /** What the scripts on our pages add to every form; PrimeFaces fails on a form without. */
    private static final String NONCE = "primefaces.nonce";
    /** More than any form of ours, with the state of its page, can have; a body of unknown length is limited by the container. */
    private static final long LIMIT = 1 << 20;
    private static final Set<String> SAFE = Set.of("GET", "HEAD");
    private static final Set<String> ROOTS = Set.of("", "/", "/console", "/console/", "/index.xhtml");
    private static final Map<String, String> HEADERS = Map.of(
            "Strict-Transport-Security", "max-age=31536000",
            "X-Content-Type-Options", "nosniff",
            "X-Frame-Options", "DENY",
            "Referrer-Policy", "same-origin",
            "Permissions-Policy", "camera=(), geolocation=(), microphone=()",
            "Cross-Origin-Opener-Policy", "same-origin",
            "Cross-Origin-Resource-Policy", "same-origin");

    /** Made by the servlet container. */
    public PagesFilter() {
    }

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain) throws IOException, ServletException {
        HEADERS.forEach(response::setHeader);
        // As the container understood it: the text of the URI may be written in many ways.
        String path = request.getServletPath() + Objects.requireNonNullElse(request.getPathInfo(), "");
        if (request.getDispatcherType() == DispatcherType.ERROR || path.startsWith("/api/") || path.startsWith("/jakarta.faces.resource/")) {
            chain.doFilter(request, response);
            return;
        }
        response.setHeader("Cache-Control", "no-store");
        boolean signedIn = Admission.caller(request).isPresent();
        if (ROOTS.contains(path)) {
            send(request, response, signedIn ? HOME : SIGN_IN);
        } else if (!SAFE.contains(request.getMethod()) && foreign(request)) {
            response.sendError(HttpServletResponse.SC_FORBIDDEN);
        } else if (request.getContentLengthLong() > LIMIT) {
            response.sendError(HttpServletResponse.SC_REQUEST_ENTITY_TOO_LARGE);
        } else if (!SAFE.contains(request.getMethod()) && request.getParameter(NONCE) == null) {
            response.sendError(HttpServletResponse.SC_BAD_REQUEST);
        } else if (!signedIn && path.startsWith("/console/") && !isSignIn(path)) {
            send(request, response, SIGN_IN);
        } else if (signedIn && isSignIn(path) && SAFE.contains(request.getMethod())) {
            send(request, response, HOME);
        } else {
            chain.doFilter(request, response);
        }
    }

    /** Whether a script on the page asks, not the browser itself. */
    static boolean ajax(HttpServletRequest request) {
        return "partial/ajax".equals(request.getHeader("Faces-Request"));
    }

    private static boolean isSignIn(String path) {
        return path.equals(SIGN_IN);
    }

    /** A form of another site must not be sent with our cookie, nor sign somebody in; browsers say where a form stood. */
    private static boolean foreign(HttpServletRequest request) {
        String site = request.getHeader("Sec-Fetch-Site");
        String origin = request.getHeader("Origin");
        if (site != null) {
            return !site.equals("same-origin") && !site.equals("none");
        }
        return origin != null && !origin.equals(request.getScheme() + "://" + request.getHeader("Host"));
    }

    private static void send(HttpServletRequest request, HttpServletResponse response, String page) throws IOException {
        if (ajax(request)) {
            // A redirect would end in the script, not in the browser; this form of it is understood by the script.
            response.setContentType("text/xml");
            response.setCharacterEncoding("UTF-8");
            response.getWriter().write("<?xml version=\"1.0\" encoding=\"UTF-8\"?><partial-response id=\"j_id1\"><redirect url=\"" + page
                    + "\"></redirect></partial-response>");
        } else {
            response.setStatus(HttpServletResponse.SC_SEE_OTHER);
            response.setHeader("Location", page);
        }
    }
}
