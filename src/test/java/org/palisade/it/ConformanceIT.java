package org.palisade.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.palisade.networkagent.Enrolment;
import org.palisade.protocol.signed.EnrolmentToken;

/** The Protection Server as it is shipped keeps to docs/protocol.md, asked by the conformance kit as it is shipped. */
class ConformanceIT {

    @TempDir
    Path folder;

    @Test
    void ourServerPassesEveryCheck() throws Exception {
        Path watched = Files.createDirectory(folder.resolve("watched"));
        try (Installation installation = Installation.under(folder)) {
            installation.up("--watch", watched.toString());
            Path identity = folder.resolve("identity");
            Enrolment.enrol(URI.create(installation.url()), EnrolmentToken.parse(Files.readString(installation.home().resolve("secrets/agent.token"))),
                    "conformance", "0.1.0").store(identity);
            Installation.Outcome outcome = installation.run("conformance", "--address", "127.0.0.1:" + installation.scanPort(), "--identity", identity.toString(), "--json");
            List<String> failed = outcome.lines().stream().filter(check -> !check.getBoolean("kept")).map(Object::toString).toList();
            assertEquals(List.of(), failed, outcome.err());
            assertEquals(0, outcome.exit(), outcome.err());
            assertTrue(outcome.lines().size() >= 30, outcome.out());
        }
    }
}
