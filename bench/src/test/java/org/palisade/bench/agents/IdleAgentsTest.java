package org.palisade.bench.agents;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Agents that do nothing cost nearly nothing. */
class IdleAgentsTest {

    private static final int MANY = 10_000;
    private static final long MOST_KIB = 1536 * 1024;

    @TempDir
    Path folder;

    @Test
    @Tag("long")
    @Timeout(1200)
    void tenThousandIdleConnectionsTakeLessThanOneAndAHalfGigabytes() throws Exception {
        try (Agents agents = new Agents(folder, 0, "1g")) {
            Agents.Idle idle = agents.idle(MANY, 5);
            System.out.println(idle);
            assertEquals(MANY, idle.connections());
            assertTrue(idle.rss() < MOST_KIB, idle.toString());
        }
    }
}
