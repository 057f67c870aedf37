package org.palisade.web.problem;

import jakarta.json.JsonException;
import jakarta.json.bind.JsonbException;
import jakarta.ws.rs.BadRequestException;
import jakarta.ws.rs.ProcessingException;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.ext.ReaderInterceptor;
import jakarta.ws.rs.ext.ReaderInterceptorContext;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.palisade.server.platform.boundary.Problem;
import org.palisade.server.platform.boundary.ProblemException;

/**
 * Reads a body: at most {@value #LIMIT} bytes, at most {@value LimitedStream#DEPTH} levels deep, and a JSON value of the wanted form. The announced
 * length is believed only when it is too large; what counts is what comes.
 */
final class BodyLimit implements ReaderInterceptor {

    static final long LIMIT = 1 << 20;

    @Override
    public Object aroundReadFrom(ReaderInterceptorContext context) throws IOException {
        if (announced(context.getHeaders().getFirst(HttpHeaders.CONTENT_LENGTH)) > LIMIT) {
            throw LimitedStream.tooLarge(LIMIT);
        }
        context.setInputStream(new LimitedStream(context.getInputStream(), LIMIT));
        Object body;
        try {
            body = context.proceed();
        } catch (JsonbException | JsonException | ProcessingException | BadRequestException | IOException | StackOverflowError e) {
            // The mapper may have wrapped what the stream said.
            throw LimitedStream.refusalIn(e).orElseGet(() -> new ProblemException(Problem.INVALID, "the body is not JSON of the documented form",
                    List.of("")));
        }
        return Optional.ofNullable(body)
                .orElseThrow(() -> new ProblemException(Problem.INVALID, "the body is missing", List.of("")));
    }

    private static long announced(String length) {
        try {
            return length == null ? 0 : Long.parseLong(length.strip());
        } catch (NumberFormatException e) {
            return 0;
        }
    }
}
