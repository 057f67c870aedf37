package org.palisade.it;

import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Path;
import java.time.Duration;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The WAR on Payara Micro, started as the launcher starts it. */
class MicroIT extends RefusalsContract {

    @TempDir
    static Path folder;

    private static IntegrationServer server;

    @BeforeAll
    static void start() throws Exception {
        server = IntegrationServer.onMicro(folder);
    }

    @AfterAll
    static void stop() throws Exception {
        if (server != null) {
            server.close();
        }
    }

    @Override
    IntegrationServer server() {
        return server;
    }

    @Test
    void aRefusedHandshakeIsALineOfTheLog() throws Exception {
        SSLContext trusting = SSLContext.getInstance("TLS");
        trusting.init(null, Https.trusting(server.authority()), null);
        try (SSLSocket socket = (SSLSocket) trusting.getSocketFactory().createSocket("127.0.0.1", server.port())) {
            socket.setEnabledProtocols(new String[] {"TLSv1.2"});
            assertThrows(SSLException.class, socket::startHandshake);
        }
        Installation.until(Duration.ofSeconds(10), "a line in the log", () -> server.log().contains("refused a TLS handshake: "));
    }
}
