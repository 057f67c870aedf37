package org.palisade.web.security;

import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ContainerResponseFilter;
import jakarta.ws.rs.core.HttpHeaders;

/** Says how to sign in where name and password count. */
public final class Challenge implements ContainerResponseFilter {

    private static final int UNAUTHORIZED = 401;

    /** Made by the JAX-RS container. */
    public Challenge() {
    }

    @Override
    public void filter(ContainerRequestContext request, ContainerResponseContext response) {
        if (response.getStatus() == UNAUTHORIZED) {
            response.getHeaders().putSingle(HttpHeaders.WWW_AUTHENTICATE, "Basic realm=\"Palisade\", charset=\"UTF-8\"");
        }
    }
}
