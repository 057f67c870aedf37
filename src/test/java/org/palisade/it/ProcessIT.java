package org.palisade.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.json.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole system as child processes, started by the launcher: a file walks from the guest to the event. */
class ProcessIT {

    @TempDir
    static Path folder;

    private static Path watched;
    private static Installation installation;

    @BeforeAll
    static void start() throws Exception {
        Prerequisite.check("root".equals(System.getProperty("user.name")) && Files.isDirectory(Path.of("/proc/self")),
                "on-access protection needs root on Linux");
        watched = Files.createDirectory(folder.resolve("watched"));
        installation = Installation.under(folder);
        String said = installation.up("--watch", watched.toString());
        assertTrue(said.contains("Protected on access"), said);
        assertTrue(said.contains(installation.password()), "the first password is shown");
    }

    @AfterAll
    static void stop() throws Exception {
        if (installation != null) {
            installation.close();
        }
    }

    @Test
    void anInfectedFileIsNeverReadIsTakenAwayAndIsReported() throws Exception {
        Path infected = watched.resolve("invoice-" + System.nanoTime() + ".com");
        long written = System.nanoTime();
        Files.write(infected, Eicar.bytes());

        while (true) {
            try {
                byte[] read = Files.readAllBytes(infected);
                throw new AssertionError("the file was opened and gave " + read.length + " bytes");
            } catch (NoSuchFileException gone) {
                break;
            } catch (FileSystemException blocked) {
                assertTrue(blocked.getMessage().contains("Operation not permitted"), blocked.getMessage());
            }
            assertTrue(System.nanoTime() - written < TimeUnit.SECONDS.toNanos(2), "it is in quarantine within 2 s");
        }
        Installation.until(Duration.ofNanos(TimeUnit.SECONDS.toNanos(5) - (System.nanoTime() - written)), "the event",
                () -> event(infected).isPresent());

        JsonObject event = event(infected).orElseThrow();
        assertEquals("critical", event.getString("severity"));
        assertEquals(Eicar.THREAT, event.getString("threat"));
        assertEquals("quarantined", event.getString("action"));
        assertEquals(64, event.getString("digest").length());
        assertTrue(event.getString("source").startsWith("agent:"));
        assertTrue(installation.run("quarantine", "list", "--json").out().contains(infected.getFileName().toString()));
        assertEquals(List.of(), holding(installation.home().resolve("agent/quarantine"), Eicar.bytes()), "the quarantine is encrypted");
    }

    @Test
    void withActionBlockTheFileStaysAndEveryOpenIsRefused() throws Exception {
        Path settings = installation.home().resolve("config/agent.properties");
        String before = Files.readString(settings);
        Path infected = watched.resolve("blocked.com");
        try {
            Files.writeString(settings, before + "action=block\n");
            installation.kill("agent");
            installation.up();
            Files.write(infected, Eicar.bytes());
            for (int i = 0; i < 20; i++) {
                FileSystemException refused = assertThrows(FileSystemException.class, () -> Files.readAllBytes(infected));
                assertTrue(refused.getMessage().contains("Operation not permitted"), refused.getMessage());
            }
            assertTrue(Files.exists(infected));
            Installation.until(Duration.ofSeconds(5), "the event", () -> event(infected).isPresent());
            assertEquals("blocked", event(infected).orElseThrow().getString("action"));
        } finally {
            Files.deleteIfExists(infected);
            Files.writeString(settings, before);
            installation.kill("agent");
            installation.up();
        }
    }

    @Test
    void aCleanFileIsReadAsEver() throws Exception {
        Path clean = watched.resolve("letter.txt");
        Files.writeString(clean, "nothing to see");
        assertEquals("nothing to see", Files.readString(clean));
    }

    @Test
    void theFirstScanReallyScansAndTheSecondIsAnsweredFromMemory() throws Exception {
        Installation.Outcome first = installation.run("scan", "/usr/bin", "--json");
        JsonObject counts = first.lines().get(first.lines().size() - 1);
        assertEquals(0, first.exit(), first.out() + first.err());
        assertEquals(regularFiles(Path.of("/usr/bin")), counts.getInt("files"));
        assertEquals(0, counts.getInt("infected"));
        assertEquals(0, counts.getInt("notScanned"));
        assertTrue(counts.getJsonNumber("bytes").longValue() > 0);
        int hits = counts.getInt("localHits") + counts.getInt("sharedHits");
        assertTrue(hits < counts.getInt("files") * 5 / 100, hits + " of " + counts.getInt("files") + " came from memory");

        Installation.Outcome second = installation.run("scan", "/usr/bin", "--json");
        JsonObject again = second.lines().get(second.lines().size() - 1);
        assertEquals(counts.getInt("files"), again.getInt("localHits") + again.getInt("sharedHits"));
    }

    @Test
    void aScanNamesWhatIsInfectedAndEndsWithOne() throws Exception {
        Path outside = Files.createDirectory(folder.resolve("outside-" + System.nanoTime()));
        Path infected = Files.write(outside.resolve("found.com"), Eicar.bytes());
        Installation.Outcome outcome = installation.run("scan", outside.toString(), "--json");
        assertEquals(1, outcome.exit(), outcome.err());
        JsonObject line = outcome.lines().get(0);
        assertEquals(infected.toString(), line.getString("path"));
        assertEquals("infected", line.getString("status"));
        assertEquals(Eicar.THREAT, line.getString("threat"));
    }

    @Test
    void aScanOfWhatIsNotThereEndsWithTwo() throws Exception {
        Installation.Outcome outcome = installation.run("scan", folder.resolve("no-such-file").toString(), "--json");
        assertEquals(2, outcome.exit(), outcome.out() + outcome.err());
    }

    @Test
    void aKilledProtectionServerComesBackWithUpAndTheAgentConnectsByItself() throws Exception {
        long agent = installation.pid("agent");
        installation.kill("scanserver");
        installation.up();
        assertEquals(agent, installation.pid("agent"), "the agent was not restarted");
        JsonObject status = installation.status();
        assertEquals("running", status.getJsonObject("integrationServer").getString("state"));
        JsonObject svm = status.getJsonArray("protectionServers").getJsonObject(0);
        assertTrue(status.getJsonArray("agents").stream().map(JsonObject.class::cast)
                .anyMatch(a -> "connected".equals(a.getString("state")) && svm.getString("id").equals(a.getString("svm"))), status.toString());
    }

    @Test
    void aKilledAgentLeavesNothingHanging() throws Exception {
        Path clean = Files.writeString(watched.resolve("still-readable.txt"), "still readable");
        installation.kill("agent");
        try {
            CompletableFuture<String> read = CompletableFuture.supplyAsync(() -> read(clean));
            assertEquals("still readable", read.get(5, TimeUnit.SECONDS));
            assertTrue(installation.status().getJsonArray("agents").stream().map(JsonObject.class::cast)
                    .anyMatch(agent -> "stopped".equals(agent.getString("state"))));
        } finally {
            installation.up();
        }
    }

    @Test
    void withoutAnAgentAScanSaysThatNothingWasScanned() throws Exception {
        installation.kill("agent");
        try {
            Installation.Outcome outcome = installation.run("scan", "/etc/hostname");
            assertEquals(2, outcome.exit(), outcome.out() + outcome.err());
            assertTrue(outcome.err().contains("./palisade up"), "it says what to do: " + outcome.err());
        } finally {
            installation.up();
        }
    }

    @Test
    void anotherAddressIsTakenByAllThreeAndLeftAgain() throws Exception {
        installation.up("--listen", "127.0.0.2");
        try {
            JsonObject status = installation.status();
            assertEquals("https://127.0.0.2:" + installation.port(), status.getJsonObject("integrationServer").getString("url"));
            assertTrue(status.getJsonArray("protectionServers").getJsonObject(0).getString("address").startsWith("127.0.0.2:"));
        } finally {
            installation.up("--listen", "127.0.0.1");
        }
        assertEquals("running", installation.status().getJsonObject("integrationServer").getString("state"));
    }

    @Test
    void aStateThatLiesInAWatchedFolderHoldsNothingUp() throws Exception {
        // Open to everybody, so that the services' folders stand inside of it.
        Path open = Files.createTempDirectory(Path.of("/var/tmp"), "palisade-it",
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));
        try (Installation inside = Installation.under(open)) {
            inside.up("--watch", open.toString());
            inside.kill("scanserver");
            inside.up();
            Path infected = Files.write(open.resolve("beside-the-state.com"), Eicar.bytes());
            Installation.until(Duration.ofSeconds(2), "the file beside the state to be taken away", () -> !Files.exists(infected));
        } finally {
            Installation.delete(open);
        }
    }

    @Test
    void aSecondUpIsHarmless() throws Exception {
        List<Long> before = List.of(installation.pid("server"), installation.pid("scanserver"), installation.pid("agent"));
        String said = installation.up();
        assertFalse(said.contains("First password"));
        assertEquals(before, List.of(installation.pid("server"), installation.pid("scanserver"), installation.pid("agent")));
    }

    @Test
    void onlyTheAgentIsRootAndEveryListenerIsOnLoopback() throws Exception {
        assertEquals("0", uid(installation.pid("agent")));
        assertNotEquals("0", uid(installation.pid("server")));
        assertNotEquals("0", uid(installation.pid("scanserver")));
        assertNotEquals(uid(installation.pid("server")), uid(installation.pid("scanserver")));
        Process ss = new ProcessBuilder("ss", "-Hltnp").redirectErrorStream(true).start();
        List<String> ours = new String(ss.getInputStream().readAllBytes(), StandardCharsets.UTF_8).lines()
                .filter(line -> Stream.of("server", "scanserver", "agent").anyMatch(name -> line.contains("pid=" + pid(name) + ",")))
                .map(line -> line.trim().split("\\s+")[3]).map(address -> address.replace("[::ffff:127.0.0.1]", "127.0.0.1")).sorted().toList();
        assertEquals(List.of("127.0.0.1:" + installation.port(), "127.0.0.1:" + installation.scanPort(), "127.0.0.1:" + installation.metricsPort()), ours);
    }

    private static java.util.Optional<JsonObject> event(Path file) {
        try {
            return installation.detections().stream().filter(event -> file.toString().equals(event.getString("path", ""))).findFirst();
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static long pid(String service) {
        try {
            return installation.pid(service);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static String uid(long pid) throws IOException {
        return Files.readAllLines(Path.of("/proc/" + pid + "/status")).stream().filter(line -> line.startsWith("Uid:"))
                .map(line -> line.split("\\s+")[2]).findFirst().orElseThrow();
    }

    private static long regularFiles(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(file -> Files.isRegularFile(file, java.nio.file.LinkOption.NOFOLLOW_LINKS)).count();
        }
    }

    static List<Path> holding(Path folder, byte[] wanted) throws IOException {
        String needle = new String(wanted, StandardCharsets.ISO_8859_1);
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile).filter(file -> {
                try {
                    return Files.readString(file, StandardCharsets.ISO_8859_1).contains(needle);
                } catch (IOException e) {
                    throw new AssertionError(e);
                }
            }).toList();
        }
    }
}
