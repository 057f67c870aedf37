package org.palisade.web.problem;

import java.util.Optional;
import org.palisade.protocol.http.ProblemBody;

/** A refusal as a page. It stands by itself: whatever failed may be what draws the other pages. */
final class ErrorPage {

    private ErrorPage() {
    }

    /** Holds our own words only, nothing of the request. */
    static String of(ProblemBody body) {
        String incident = Optional.ofNullable(body.instance())
                .map(id -> "<p>Quote this incident to whoever operates this server: <code>" + id + "</code></p>").orElse("");
        return """
                <!DOCTYPE html>
                <html lang="en"><head><meta charset="UTF-8"><title>%s · Palisade</title><link rel="icon" href="data:,">
                <style>body{font:16px/1.5 system-ui,sans-serif;color:#1b2733;background:#f4f6f8;display:grid;place-items:center;min-height:90vh}
                main{background:#fff;padding:2rem 2.5rem;border-radius:10px;box-shadow:0 1px 4px #0002;max-width:32rem}a{color:#0b6b63}</style>
                </head><body><main><p>Palisade · %d</p><h1>%s</h1>%s<p><a href="/console/">Back to the console</a></p></main></body></html>
                """.formatted(body.title(), body.status(), body.title(), incident);
    }
}
