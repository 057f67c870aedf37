package org.palisade.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.derby.jdbc.EmbeddedDataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.palisade.server.setup.DerivedSecrets;

/** What the Protection Server promises, seen from outside of the processes that are shipped: metrics, archives, a cache and a journal that outlive kill -9. */
class ProtectionServerIT {

    private static final int FILES = 200;
    /** Everything put into the SharedCache, and every heartbeat of the journal, is on disk a second later. */
    private static final long ON_DISK_NANOS = TimeUnit.SECONDS.toNanos(2);
    private static final int BOMB = 64 * 1024 * 1024;

    private record Session(long connected, long able, long lost) {
    }

    @TempDir
    static Path folder;

    private static Installation installation;

    @BeforeAll
    static void start() throws Exception {
        Path watched = Files.createDirectory(folder.resolve("watched"));
        installation = Installation.under(folder);
        installation.up("--watch", watched.toString());
    }

    @AfterAll
    static void stop() throws Exception {
        installation.close();
    }

    @Test
    void aDetectionIsCountedAndIsALineOfJsonInTheLog() throws Exception {
        Path found = Files.write(Files.createDirectory(folder.resolve("found")).resolve("found.com"), Eicar.bytes());
        double before = installation.metric("palisade_scans_total", "result=\"infected\"");
        double timed = installation.metric("palisade_scan_duration_seconds_count");

        assertEquals(1, installation.run("scan", found.toString(), "--json").exit());

        assertEquals(before + 1, installation.metric("palisade_scans_total", "result=\"infected\""));
        assertEquals(timed + 1, installation.metric("palisade_scan_duration_seconds_count"));
        assertEquals(1, installation.metric("palisade_agents"));
        assertEquals(1, installation.metric("palisade_engine", "signatures"));
        String digest = HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(Eicar.bytes()));
        List<JsonObject> lines = Files.readAllLines(installation.home().resolve("log/scanserver.log")).stream().filter(line -> line.startsWith("{"))
                .map(Installation::json).filter(line -> digest.equals(line.getString("sha256"))).toList();
        assertEquals(1, lines.size(), lines.toString());
        assertEquals("detection", lines.get(0).getString("event"));
        assertEquals(Eicar.THREAT, lines.get(0).getString("threat"));
        assertTrue(!lines.get(0).toString().contains("found.com"), "the name of the file stays with the agent");
    }

    @Test
    void askingWhatACommandDoesDoesNothing() throws Exception {
        Path process = installation.home().resolve("run/scanserver.pid");
        String before = Files.readString(process);
        for (String command : List.of("up", "status", "scan", "events", "quarantine", "scanserver", "down", "test", "conformance", "fuzz", "bench")) {
            Installation.Outcome help = installation.run(command, "--help");
            assertEquals(0, help.exit(), help.err());
            assertTrue(help.out().startsWith("  ./palisade " + command + " "), help.out());
        }
        assertEquals(1, installation.run("nonsense", "--help").exit());
        assertEquals(before, Files.readString(process));
        assertTrue(installation.metric("palisade_agents_able") > 0);
    }

    @Test
    void theServerTellsOfItselfAndReadsItsSettingsAnew() throws Exception {
        Path settings = installation.home().resolve("config/scanserver.properties");
        String before = Files.readString(settings);
        assertTrue(before.contains("door.port=" + (installation.port() + 2) + "\n"), before);
        Files.writeString(settings, before + "log.level = debug\ndoor.enabled = yes\n");
        try {
            JsonObject told = installation.run("scanserver", "reload").lines().get(0);
            assertEquals("log.level", told.getJsonArray("changed").getString(0));
            assertEquals("door.enabled", told.getJsonArray("waiting").getString(0));
        } finally {
            Files.writeString(settings, before);
        }
        assertEquals("log.level", installation.run("scanserver", "reload").lines().get(0).getJsonArray("changed").getString(0));
        assertEquals("listening", installation.run("scanserver", "info").lines().get(0).getString("state"));
        assertEquals("off", installation.run("scanserver", "update", "status").lines().get(0).getString("state"));
        assertEquals(1, installation.run("scanserver", "run").exit(), "that is what up does");
    }

    @Test
    void whatIsInAZipInATarIsFoundAndNamedByItsPathInside() throws Exception {
        Path inside = Files.createDirectory(folder.resolve("archives"));
        Files.write(inside.resolve("backup.tar.gz"), tarGz("old/papers.zip", zip("letters/invoice.com", Eicar.bytes())));
        Installation.Outcome outcome = installation.run("scan", inside.toString(), "--json");
        assertEquals(1, outcome.exit(), outcome.out() + outcome.err());
        JsonObject line = outcome.lines().get(0);
        assertEquals(Eicar.THREAT, line.getString("threat"));
        String member = line.getString("member");
        assertTrue(member.contains("old/papers.zip") && member.endsWith("letters/invoice.com"), member);
    }

    @Test
    void aBombIsNotFullyScannedAndSaysWhy() throws Exception {
        Path bomb = Files.write(Files.createDirectory(folder.resolve("bombs")).resolve("bomb.zip"), zip("zeros", new byte[BOMB]));
        Installation.Outcome outcome = installation.run("scan", bomb.toString(), "--json");
        assertEquals(2, outcome.exit(), outcome.out() + outcome.err());
        JsonObject line = outcome.lines().get(0);
        assertEquals("not-fully-scanned", line.getString("status"));
        assertTrue(line.getString("reason").contains("ratio") || line.getString("reason").contains("bomb"), line.toString());
    }

    @Test
    void aKilledProtectionServerStillKnowsWhatItScanned() throws Exception {
        Path tree = Files.createDirectory(folder.resolve("tree"));
        for (int i = 0; i < FILES; i++) {
            Files.writeString(tree.resolve("file-" + i), "the words of file " + i);
        }
        assertEquals(0, installation.run("scan", tree.toString(), "--json").exit());
        long scanned = System.nanoTime();
        Installation.until(Duration.ofSeconds(10), "the cache to be on disk", () -> System.nanoTime() - scanned > ON_DISK_NANOS);

        installation.kill("scanserver");
        // The agent's own memory would answer first, and it survives a kill too.
        installation.kill("agent");
        Files.delete(installation.home().resolve("agent/verdicts"));
        installation.up();
        Installation.Outcome again = installation.run("scan", tree.toString(), "--json");

        JsonObject summary = again.lines().get(again.lines().size() - 1);
        assertEquals(FILES, summary.getInt("sharedHits"), again.out());
        assertEquals(0, installation.metric("palisade_engine_scans_total"), "nothing was scanned since the start");
        assertTrue(installation.metric("palisade_cache_hits_total") >= FILES);
    }

    @Test
    void sessionsReachTheIntegrationServerOnceEvenThoseThatAKillEnded() throws Exception {
        long connected = System.nanoTime();
        Installation.until(Duration.ofSeconds(10), "a heartbeat of the journal", () -> System.nanoTime() - connected > ON_DISK_NANOS);
        installation.kill("scanserver");
        installation.up();
        assertEquals(1, installation.metric("palisade_agents_able"));
        installation.kill("agent");
        installation.run("down");
        List<String> log = Files.readAllLines(installation.home().resolve("log/scanserver.log"));
        assertTrue(log.get(log.size() - 1).endsWith("ProtectionServer: stopped"), "the log goes on to the end: " + log.get(log.size() - 1));
        try {
            List<Session> sessions = sessions();
            assertTrue(sessions.size() >= 2, "one before the kill and one after it: " + sessions);
            for (Session session : sessions) {
                assertTrue(session.connected() > 0 && session.connected() <= session.able() && session.able() <= session.lost(), sessions.toString());
            }
        } finally {
            installation.up();
        }
    }

    private static List<Session> sessions() throws Exception {
        System.setProperty("derby.stream.error.file", folder.resolve("derby.log").toString());
        EmbeddedDataSource database = new EmbeddedDataSource();
        // A copy: what root opens gets files of root's, and the service could not start on it again.
        Path copy = copy(installation.home().resolve("server/db").toRealPath(), folder.resolve("db"));
        database.setDatabaseName(copy.toString());
        database.setConnectionAttributes("bootPassword=" + DerivedSecrets.of(installation.home().resolve("secrets")).derbyBootPassword());
        List<Session> sessions = new ArrayList<>();
        String table = "";
        try (Connection connection = database.getConnection()) {
            try (ResultSet names = connection.getMetaData().getTables(null, null, "AGENT_SESSION", new String[] {"TABLE"})) {
                assertTrue(names.next(), "the table is there");
                table = '"' + names.getString("TABLE_SCHEM") + "\".AGENT_SESSION";
            }
            try (ResultSet rows = connection.createStatement().executeQuery("SELECT connected_at, able_at, lost_at FROM " + table + " ORDER BY connected_at")) {
                while (rows.next()) {
                    sessions.add(new Session(rows.getLong(1), rows.getLong(2), rows.getLong(3)));
                }
            }
        } finally {
            shutDown(database);
        }
        return sessions;
    }

    private static Path copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Files.copy(file, to.resolve(from.relativize(file).toString()));
            }
        }
        return to;
    }

    private static void shutDown(EmbeddedDataSource database) {
        database.setShutdownDatabase("shutdown");
        try (Connection connection = database.getConnection()) {
            throw new AssertionError("the database did not shut down: " + connection);
        } catch (SQLException expected) {
            assertEquals("08006", expected.getSQLState());
        }
    }

    private static byte[] zip(String name, byte[] content) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            zip.putNextEntry(new ZipEntry(name));
            zip.write(content);
        }
        return bytes.toByteArray();
    }

    private static byte[] tarGz(String name, byte[] content) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (TarArchiveOutputStream tar = new TarArchiveOutputStream(new GZIPOutputStream(bytes))) {
            TarArchiveEntry entry = new TarArchiveEntry(name);
            entry.setSize(content.length);
            tar.putArchiveEntry(entry);
            tar.write(content);
            tar.closeArchiveEntry();
        }
        return bytes.toByteArray();
    }
}
