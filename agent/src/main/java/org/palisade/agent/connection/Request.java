package org.palisade.agent.connection;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.palisade.protocol.scan.Message;
import org.palisade.protocol.scan.Verdict;

/** A question that waits for its answer; it may be sent over several connections, one after the other. Guarded by its {@link RequestQueue}. */
final class Request {

    /** Connections that may be lost over a question before it is taken to be what breaks them. */
    static final int MOST_LOSSES = 3;

    final Message.Subject subject;
    /** Empty for a look-up. */
    final Optional<Content> content;
    final boolean archives;
    final Terms terms;
    final long asked;
    final CompletableFuture<Verdict> answer = new CompletableFuture<>();
    /** When it was given to the present connection. */
    long sent;
    boolean everSent;
    /** Connections that ended while it was under way. */
    int losses;
    /** Not to be sent before. */
    long due;

    Request(Message.Subject subject, Optional<Content> content, boolean archives, Terms terms, long now) {
        this.subject = subject;
        this.content = content;
        this.archives = archives;
        this.terms = terms;
        this.asked = now;
        this.due = now;
    }

    /** Lost so often that it may be the one that breaks the server: asked alone, so that what was under way beside it does not suffer again. */
    boolean suspect() {
        return losses >= MOST_LOSSES - 1;
    }

    boolean lookup() {
        return content.isEmpty();
    }
}
