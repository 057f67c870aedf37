package org.palisade.web.security;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import org.palisade.server.platform.boundary.Caller;

/** Who sent this request: the first argument of every boundary. */
@RequestScoped
public class CurrentCaller {

    @Inject
    HttpServletRequest request;

    /**
     * The caller.
     *
     * @throws org.palisade.server.platform.boundary.ProblemException {@code UNAUTHENTICATED} if nobody was admitted
     */
    public Caller get() {
        return Admission.caller(request).orElseThrow(Admission::unauthenticated);
    }
}
