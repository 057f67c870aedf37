package org.palisade.tools.conformance;

import java.io.IOException;

/** The server did not do what the protocol says; the message says what. */
final class Failure extends IOException {

    private static final long serialVersionUID = 1L;

    Failure(String message) {
        super(message);
    }

    static void unless(boolean kept, String otherwise) throws Failure {
        if (!kept) {
            throw new Failure(otherwise);
        }
    }
}
