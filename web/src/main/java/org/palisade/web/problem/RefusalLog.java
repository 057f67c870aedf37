package org.palisade.web.problem;

import jakarta.servlet.http.HttpServletRequest;
import java.lang.System.Logger.Level;
import org.palisade.protocol.http.ProblemBody;

/** The line a refused request leaves. */
final class RefusalLog {

    private static final System.Logger LOG = System.getLogger("org.palisade.web.refused");
    private static final int LONGEST_PATH = 120;

    private RefusalLog() {
    }

    /** Ours with cause; what looks like somebody trying doors so that an operator sees it; the rest only when somebody searches for it. */
    static void write(HttpServletRequest request, Refusal refusal, Throwable thrown) {
        ProblemBody body = refusal.body();
        if (refusal.ours()) {
            LOG.log(Level.ERROR, "incident " + body.instance() + ": " + what(request), thrown);
        } else if (body.status() == 400 || body.status() == 404) {
            LOG.log(Level.DEBUG, "refused {0}: {1} {2}", what(request), body.status(), body.type());
        } else {
            LOG.log(Level.INFO, "refused {0}: {1} {2}", what(request), body.status(), body.type());
        }
    }

    /** Method and path as they came, still encoded, so that they stay on one line. */
    private static String what(HttpServletRequest request) {
        String path = request.getRequestURI().replaceAll("[^!-~]", "?");
        return request.getMethod() + ' ' + (path.length() > LONGEST_PATH ? path.substring(0, LONGEST_PATH) + '…' : path) + " from "
                + request.getRemoteAddr();
    }
}
