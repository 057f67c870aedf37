package org.palisade.tools.conformance;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Random;
import javax.net.ssl.SSLContext;
import org.palisade.protocol.scan.ScanStatus;

/**
 * The server that is asked.
 *
 * @param tls      shows the agent's identity
 * @param nobody   shows none
 * @param seed     makes contents that this server has not seen in an earlier run
 * @param patience longest wait for anything, milliseconds
 */
record Server(InetSocketAddress address, SSLContext tls, SSLContext nobody, long seed, int patience) {

    Agent connect() throws IOException {
        return new Agent(address, tls, patience);
    }

    /** Connected and welcomed. */
    Agent agent() throws IOException {
        Agent agent = connect();
        try {
            agent.hello();
            return agent;
        } catch (IOException e) {
            agent.close();
            throw e;
        }
    }

    /** Harmless content with a number, the same within one run. */
    byte[] content(int number, int size) {
        byte[] bytes = new byte[size];
        new Random(seed * 1000 + number).nextBytes(bytes);
        return bytes;
    }

    /** Another connection is served. */
    void isWell(int number) throws IOException {
        try (Agent other = agent()) {
            ScanStatus status = other.scan(1, content(number, 1000)).status();
            Failure.unless(status == ScanStatus.CLEAN, "another connection should be served, but harmless content was " + status.word());
        }
    }
}
