package org.palisade.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.json.JsonObject;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A file far larger than the memory of both sides goes all the way. */
@Tag("long")
class LargeFileIT {

    private static final long SIZE = 10L * 1024 * 1024 * 1024;
    private static final long AGENT_MEGABYTES = 200;
    private static final long SCANSERVER_MEGABYTES = 400;

    @TempDir
    Path folder;

    @Test
    void tenGigabytesAreScannedInBoundedMemoryOnBothSides() throws Exception {
        Path watched = Files.createDirectory(folder.resolve("watched"));
        Path large = folder.resolve("large.img");
        try (RandomAccessFile file = new RandomAccessFile(large.toFile(), "rw"); Installation installation = Installation.under(folder)) {
            file.setLength(SIZE);
            installation.up("--watch", watched.toString());
            Installation.Outcome outcome = installation.run("scan", large.toString(), "--json");
            List<JsonObject> lines = outcome.lines();
            JsonObject summary = lines.get(lines.size() - 1);
            assertEquals(0, outcome.exit(), outcome.out() + outcome.err());
            assertEquals(SIZE, summary.getJsonNumber("bytes").longValue());
            assertEquals(0, summary.getInt("notScanned"));
            assertEquals(0, summary.getInt("sharedHits") + summary.getInt("localHits"));
            long agent = peakMegabytes(installation.pid("agent"));
            long scanserver = peakMegabytes(installation.pid("scanserver"));
            System.out.printf("LargeFileIT: 10 GiB in %s s; peak resident: agent %d MB, scanserver %d MB%n", summary.get("seconds"), agent, scanserver);
            assertTrue(agent < AGENT_MEGABYTES, "the agent took " + agent + " MB");
            assertTrue(scanserver < SCANSERVER_MEGABYTES, "the Protection Server took " + scanserver + " MB");
        }
    }

    private static long peakMegabytes(long pid) throws IOException {
        return Files.readAllLines(Path.of("/proc/" + pid + "/status")).stream().filter(line -> line.startsWith("VmHWM:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024).findFirst().orElseThrow();
    }
}
