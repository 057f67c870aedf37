package org.palisade.tools.conformance;

import java.io.IOException;

/**
 * One thing a server must do.
 *
 * @param section section of {@code docs/protocol.md} that says so
 * @param promise what the server does, as a sentence
 * @param trial   tries it
 */
record Check(String section, String promise, Trial trial) {

    /** Tries one thing; whatever it throws is a failure. */
    @FunctionalInterface
    interface Trial {
        void run(Server server) throws IOException;
    }
}
