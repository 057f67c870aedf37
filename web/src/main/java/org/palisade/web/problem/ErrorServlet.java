package org.palisade.web.problem;

import jakarta.json.bind.Jsonb;
import jakarta.json.bind.JsonbBuilder;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** What the container refuses by itself, before or beside our own code: the same problem bodies for programs, a plain page for persons. */
@WebServlet(name = "error", urlPatterns = ErrorServlet.PATH)
public final class ErrorServlet extends HttpServlet {

    static final String PATH = "/error";

    private static final long serialVersionUID = 1L;
    /** Somebody asked for this page itself. */
    private static final int NOT_FOUND = 404;
    private static final Jsonb JSON = JsonbBuilder.create();

    /** Made by the servlet container. */
    public ErrorServlet() {
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Object path = request.getAttribute(RequestDispatcher.ERROR_REQUEST_URI);
        Object status = request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE);
        Throwable thrown = (Throwable) request.getAttribute(RequestDispatcher.ERROR_EXCEPTION);
        Refusal refusal = Refusal.of(status instanceof Integer code ? code : NOT_FOUND);
        if (refusal.ours()) {
            refusal = thrown == null ? refusal : Refusal.of(thrown);
            RefusalLog.write(request, refusal, thrown);
        }
        response.setStatus(refusal.body().status());
        response.setCharacterEncoding(StandardCharsets.UTF_8.name());
        if (path instanceof String text && text.startsWith("/api")) {
            response.setContentType(Refusal.MEDIA_TYPE);
            response.getWriter().write(JSON.toJson(refusal.body()));
        } else {
            response.setContentType("text/html");
            response.setHeader("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'none'");
            response.getWriter().write(ErrorPage.of(refusal.body()));
        }
    }
}
