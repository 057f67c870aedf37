package org.palisade.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.apache.derby.jdbc.EmbeddedDataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.palisade.networkagent.Enrolment;
import org.palisade.networkagent.Identity;
import org.palisade.networkagent.ServerLink;
import org.palisade.protocol.http.Accepted;
import org.palisade.protocol.http.AgentReport;
import org.palisade.protocol.http.EventBatch;
import org.palisade.protocol.signed.EnrolmentToken;
import org.palisade.server.setup.DerivedSecrets;

/** Plants values and looks for them everywhere they must not be: rows, database files, logs, arguments, settings. */
class SecretsIT {

    private static final String HOST = "planted-host-4711.example";
    private static final String PATH = "/planted/path-4711/report.doc";
    private static final String THREAT = "Planted.Threat-4711";

    @TempDir
    static Path folder;

    private static Installation installation;
    private static final Map<String, String> PLANTED = new LinkedHashMap<>();
    private static final Map<String, String> SECRETS = new LinkedHashMap<>();
    private static String arguments;

    @BeforeAll
    static void plantAndStop() throws Exception {
        Path watched = Files.createDirectory(folder.resolve("watched"));
        installation = Installation.under(folder);
        installation.up("--watch", watched.toString());

        Path secrets = installation.home().resolve("secrets");
        EnrolmentToken agentToken = EnrolmentToken.parse(Files.readString(secrets.resolve("agent.token")));
        EnrolmentToken svmToken = EnrolmentToken.parse(Files.readString(secrets.resolve("svm.token")));
        Identity planted = Enrolment.enrol(URI.create(installation.url()), agentToken, HOST, "0.1.0");
        ServerLink link = new ServerLink(URI.create(installation.url()), planted);
        link.put("/api/v1/agent/report", new AgentReport(HOST, "0.1.0", "disconnected", null, "none", null));
        assertEquals(1, link.post("/api/v1/agent/events", new EventBatch(List.of(new EventBatch.Event(UUID.randomUUID().toString(),
                "2026-01-01T00:00:00Z", "critical", "malware-detected", PATH, THREAT, "ab".repeat(32), "notified"))), Accepted.class).accepted());

        DerivedSecrets derived = DerivedSecrets.of(secrets);
        SECRETS.put("administrator's password", installation.password());
        SECRETS.put("agent token", agentToken.secret());
        SECRETS.put("svm token", svmToken.secret());
        SECRETS.put("master key", Files.readString(secrets.resolve("master.key")).strip());
        SECRETS.put("database password", derived.derbyBootPassword());
        SECRETS.put("key store password", derived.keyStorePassword());
        PLANTED.put("host", HOST);
        PLANTED.put("path", PATH);
        PLANTED.put("threat", THREAT);
        PLANTED.put("tenant", "Default tenant");
        PLANTED.putAll(SECRETS);
        PLANTED.values().forEach(value -> assertTrue(value.length() >= 12, "short values are found by chance"));

        arguments = allArguments();
        installation.run("down");
    }

    @AfterAll
    static void stop() throws Exception {
        installation.close();
    }

    @Test
    void noRowOfAnyTableShowsThem() throws Exception {
        System.setProperty("derby.stream.error.file", folder.resolve("derby.log").toString());
        EmbeddedDataSource database = new EmbeddedDataSource();
        database.setDatabaseName(installation.home().resolve("server/db").toRealPath().toString());
        database.setConnectionAttributes("bootPassword=" + DerivedSecrets.of(installation.home().resolve("secrets")).derbyBootPassword());
        List<String> found = new ArrayList<>();
        long cells = 0;
        try (Connection connection = database.getConnection()) {
            for (String table : tables(connection)) {
                try (ResultSet rows = connection.createStatement().executeQuery("SELECT * FROM " + table)) {
                    while (rows.next()) {
                        for (int column = 1; column <= rows.getMetaData().getColumnCount(); column++) {
                            cells++;
                            String text = text(rows, column);
                            String where = table + "." + rows.getMetaData().getColumnName(column);
                            PLANTED.forEach((what, value) -> {
                                if (text.contains(value)) {
                                    found.add(what + " in " + where);
                                }
                            });
                            if (text.equals("admin")) {
                                found.add("account name in " + where);
                            }
                        }
                    }
                }
            }
        } finally {
            shutDown(database);
        }
        assertTrue(cells > 100, "the dump saw only " + cells + " cells");
        assertEquals(List.of(), found);
    }

    @Test
    void theDatabaseFilesShowNoneOfThem() throws Exception {
        List<String> found = new ArrayList<>();
        long files = 0;
        try (Stream<Path> walk = Files.walk(installation.home().resolve("server/db").toRealPath())) {
            for (Path file : walk.filter(Files::isRegularFile).toList()) {
                files++;
                Process strings = new ProcessBuilder("strings", "-n", "8", file.toString()).start();
                String text = new String(strings.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
                PLANTED.forEach((what, value) -> {
                    if (text.contains(value)) {
                        found.add(what + " in " + file.getFileName());
                    }
                });
            }
        }
        assertTrue(files > 20, "only " + files + " files were searched");
        assertEquals(List.of(), found);
    }

    @Test
    void noArgumentOfAnyProcessShowsASecret() {
        assertTrue(arguments.contains("palisade-micro.jar"), "the server's arguments were among those searched");
        SECRETS.forEach((what, value) -> assertTrue(!arguments.contains(value), what + " is among the arguments of a process"));
    }

    @Test
    void noFileButTheKeyFilesHoldsASecret() throws Exception {
        Path secrets = installation.home().resolve("secrets").toRealPath();
        List<String> found = new ArrayList<>();
        for (String part : List.of("server", "scanserver", "agent", "config", "log", "run")) {
            for (Map.Entry<String, String> secret : SECRETS.entrySet()) {
                for (Path file : ProcessIT.holding(installation.home().resolve(part).toRealPath(), secret.getValue().getBytes(StandardCharsets.ISO_8859_1))) {
                    found.add(secret.getKey() + " in " + file);
                }
            }
        }
        assertEquals(List.of(), found);
        assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(secrets)));
        try (Stream<Path> files = Files.list(secrets)) {
            for (Path file : files.toList()) {
                assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)), file.toString());
            }
        }
    }

    private static List<String> tables(Connection connection) throws SQLException {
        List<String> tables = new ArrayList<>();
        try (ResultSet names = connection.getMetaData().getTables(null, null, "%", new String[] {"TABLE"})) {
            while (names.next()) {
                tables.add('"' + names.getString("TABLE_SCHEM") + "\".\"" + names.getString("TABLE_NAME") + '"');
            }
        }
        assertTrue(tables.size() > 5, "the database has only " + tables);
        return tables;
    }

    private static String text(ResultSet rows, int column) throws SQLException {
        Object value = rows.getObject(column);
        if (value instanceof byte[] bytes) {
            return new String(bytes, StandardCharsets.ISO_8859_1) + HexFormat.of().formatHex(bytes);
        }
        return String.valueOf(rows.getString(column));
    }

    private static void shutDown(EmbeddedDataSource database) {
        database.setShutdownDatabase("shutdown");
        try (Connection connection = database.getConnection()) {
            throw new AssertionError("the database did not shut down: " + connection);
        } catch (SQLException expected) {
            assertEquals("08006", expected.getSQLState());
        }
    }

    private static String allArguments() throws IOException {
        StringBuilder all = new StringBuilder();
        try (Stream<Path> processes = Files.list(Path.of("/proc"))) {
            for (Path process : processes.filter(p -> p.getFileName().toString().matches("\\d+")).toList()) {
                try {
                    all.append(Files.readString(process.resolve("cmdline"), StandardCharsets.ISO_8859_1));
                } catch (IOException gone) {
                    continue;
                }
            }
        }
        return all.toString();
    }
}
