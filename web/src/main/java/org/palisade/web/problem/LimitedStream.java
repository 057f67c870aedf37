package org.palisade.web.problem;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import org.palisade.server.platform.boundary.Problem;
import org.palisade.server.platform.boundary.ProblemException;

/** A JSON text of bounded length and depth: refuses while it is read, so that neither memory nor stack depends on who sends it. */
final class LimitedStream extends FilterInputStream {

    /** How deep objects and arrays may nest; ours nest three deep. */
    static final int DEPTH = 32;

    private long left;
    private final long limit;
    private int depth;
    private boolean quoted;
    private boolean escaped;

    LimitedStream(InputStream in, long limit) {
        super(in);
        this.limit = limit;
        this.left = limit;
    }

    static ProblemException tooLarge(long limit) {
        return new ProblemException(Problem.TOO_LARGE, "a body has at most " + limit + " bytes");
    }

    /** What a limited stream refused, found again behind what the JSON mapper made of it. */
    static Optional<ProblemException> refusalIn(Throwable thrown) {
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            if (cause instanceof ProblemException refusal) {
                return Optional.of(refusal);
            }
        }
        return Optional.empty();
    }

    @Override
    public int read() throws IOException {
        int next = super.read();
        if (next >= 0) {
            take(next);
        }
        return next;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        int count = super.read(buffer, offset, length);
        for (int i = 0; i < count; i++) {
            take(buffer[offset + i]);
        }
        return count;
    }

    @Override
    public boolean markSupported() {
        return false;
    }

    /** Counts brackets outside of strings. In UTF-8 no byte of a longer character looks like one. */
    private void take(int next) {
        if (left-- == 0) {
            throw tooLarge(limit);
        }
        if (escaped) {
            escaped = false;
        } else if (quoted) {
            escaped = next == '\\';
            quoted = next != '"';
        } else if (next == '"') {
            quoted = true;
        } else if (next == '{' || next == '[') {
            if (++depth > DEPTH) {
                throw new ProblemException(Problem.INVALID, "the body nests more than " + DEPTH + " levels deep", List.of(""));
            }
        } else if (next == '}' || next == ']') {
            depth--;
        }
    }
}
