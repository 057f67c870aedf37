package org.palisade.web.problem;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.ExceptionMapper;

/** Every failure of a resource ends here, is logged here, once, and becomes a problem body. */
final class ProblemMapper implements ExceptionMapper<Throwable> {

    @Context
    HttpServletRequest request;

    @Override
    public Response toResponse(Throwable thrown) {
        Refusal refusal = Refusal.of(thrown);
        RefusalLog.write(request, refusal, thrown);
        Response.ResponseBuilder answer = Response.status(refusal.body().status()).type(Refusal.MEDIA_TYPE).entity(refusal.body());
        refusal.retryAfter().ifPresent(wait -> answer.header(HttpHeaders.RETRY_AFTER, Math.max(1, wait.toSeconds())));
        if (thrown instanceof WebApplicationException http && http.getResponse().getHeaderString(HttpHeaders.ALLOW) != null) {
            answer.header(HttpHeaders.ALLOW, http.getResponse().getHeaderString(HttpHeaders.ALLOW));
        }
        return answer.build();
    }
}
