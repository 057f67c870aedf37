package org.palisade.web.security;

import jakarta.annotation.Priority;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.PreMatching;
import jakarta.ws.rs.core.Context;

/** Lets only admitted requests reach a resource; before matching, so that a stranger does not learn which resources there are. */
@PreMatching
@Priority(Priorities.AUTHENTICATION)
public final class AccessFilter implements ContainerRequestFilter {

    @Context
    HttpServletRequest request;

    /** Made by the JAX-RS container. */
    public AccessFilter() {
    }

    @Override
    public void filter(ContainerRequestContext context) {
        Admission.check(request);
    }
}
