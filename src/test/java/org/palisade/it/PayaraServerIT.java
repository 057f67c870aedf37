package org.palisade.it;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** The EAR on Payara Server, installed by the documented script. */
class PayaraServerIT extends RefusalsContract {

    @TempDir
    static Path folder;

    private static IntegrationServer server;

    @BeforeAll
    static void start() throws Exception {
        server = IntegrationServer.onPayaraServer(folder);
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
}
