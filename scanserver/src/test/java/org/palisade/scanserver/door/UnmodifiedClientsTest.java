package org.palisade.scanserver.door;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.palisade.networkagent.process.Settings;
import org.palisade.scanserver.engine.MemoryEngine;
import org.palisade.scanserver.engine.signatures.Eicars;
import org.palisade.scanserver.engine.signatures.SignatureEngine;
import org.palisade.scanserver.engine.container.ContainerConfig;
import org.palisade.scanserver.engine.signatures.SignaturesConfig;

/** Programs as Debian ships them, made for clamd, with the door in its place and our own engine behind it. */
@Timeout(120)
class UnmodifiedClientsTest {

    private static final String EICAR = new String(Eicars.file(), StandardCharsets.US_ASCII);

    @TempDir
    private Path folder;
    private SignatureEngine engine;
    private TestDoor door;
    private Path settings;
    private Path infected;
    private Path clean;

    @BeforeEach
    void open() throws Exception {
        Path signatures = Files.createDirectory(folder.resolve("signatures"));
        Files.writeString(signatures.resolve("test.ndb"), "Test.Anywhere:0:*:" + HexFormat.of().formatHex(Client.bytes(EICAR)) + "\n");
        engine = new SignatureEngine(SignaturesConfig.from(Settings.parse(new byte[0]), folder), ContainerConfig.defaults(folder.resolve("spool")));
        engine.refresh();
        door = new TestDoor(engine, TestDoor.config(folder));
        settings = Files.writeString(folder.resolve("client.conf"), "TCPSocket " + door.port() + "\nTCPAddr 127.0.0.1\n");
        infected = Files.writeString(folder.resolve("infected"), EICAR);
        clean = Files.writeString(folder.resolve("clean"), "nothing of interest\n");
    }

    @AfterEach
    void close() {
        door.close();
        engine.close();
    }

    private record Ended(int code, String text) {
    }

    private static Ended run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertTrue(process.waitFor(30, TimeUnit.SECONDS));
        return new Ended(process.exitValue(), text);
    }

    private Ended clamdscan(String... arguments) throws IOException, InterruptedException {
        RealClamd.need("/usr/bin/clamdscan", "clamdscan");
        List<String> command = new ArrayList<>(List.of("/usr/bin/clamdscan", "--config-file=" + settings, "--no-summary"));
        command.addAll(List.of(arguments));
        return run(command.toArray(String[]::new));
    }

    @Test
    void clamdscanFindsEicarByStream() throws Exception {
        Ended found = clamdscan("--stream", infected.toString());
        assertEquals(1, found.code(), found.text());
        assertTrue(found.text().matches("(?s)" + infected + ": \\S+ FOUND\n"), found.text());
    }

    @Test
    void clamdscanSaysOkOfWhatIsClean() throws Exception {
        assertEquals(new Ended(0, clean + ": OK\n"), clamdscan("--stream", clean.toString()));
    }

    @Test
    void clamdscanSendsAWholeFolderInOneSession() throws Exception {
        Path tree = Files.createDirectories(folder.resolve("tree/deep"));
        for (int i = 0; i < 200; i++) {
            Files.writeString(tree.resolve("file" + i), i == 77 ? EICAR : "number " + i);
        }
        Ended found = clamdscan("--stream", "--multiscan", tree.toString());
        assertEquals(1, found.code(), found.text());
        assertTrue(found.text().contains("file77: ") && found.text().contains(" FOUND"), found.text());
        assertEquals(1, found.text().lines().filter(line -> line.contains("FOUND")).count(), found.text());
        assertEquals(200, door.figures().clean() + door.figures().infected());
    }

    @Test
    void clamdscanTakesWhatCouldNotBeScannedForAnError() throws Exception {
        door.close();
        MemoryEngine stopping = new MemoryEngine();
        stopping.limit(5);
        door = new TestDoor(stopping, TestDoor.config(folder));
        settings = Files.writeString(folder.resolve("other.conf"), "TCPSocket " + door.port() + "\nTCPAddr 127.0.0.1\n");
        Ended ended = clamdscan("--stream", clean.toString());
        assertEquals(2, ended.code(), ended.text());
        assertTrue(ended.text().contains("ERROR") && !ended.text().contains("OK"), ended.text());
    }

    @Test
    void clamdscanIsToldThatItMayNotReadOurFilesOrReload() throws Exception {
        assertEquals(2, clamdscan(infected.toString()).code());
        assertEquals(2, clamdscan("--reload").code());
        assertEquals(0, clamdscan("--ping", "2").code());
        assertTrue(clamdscan("--version").text().startsWith("ClamAV 1.4."));
    }

    private static final String HEAD = "From: a@example.com\r\nTo: b@example.com\r\nSubject: a mail\r\nMessage-ID: <1@example.com>\r\n\r\n";

    @Test
    void rspamdRejectsAMailWithEicar() throws Exception {
        try (Rspamd rspamd = new Rspamd()) {
            String verdict = rspamd.check(HEAD + EICAR + "\r\n");
            assertTrue(verdict.contains("\"action\":\"reject\"") && verdict.contains("PALISADE") && verdict.contains("Test.Anywhere"), verdict);
            String harmless = rspamd.check(HEAD + "hello\r\n");
            assertTrue(harmless.contains("\"action\":\"no action\"") && !harmless.contains("PALISADE"), harmless);
            assertEquals(1, door.figures().clean());
            assertEquals(1, door.figures().infected());
        }
    }

    @Test
    void rspamdTellsOfWhatCouldNotBeScannedWholeIfTheDoorSaysFound() throws Exception {
        door.close();
        MemoryEngine stopping = new MemoryEngine();
        stopping.limit(5);
        door = new TestDoor(stopping, TestDoor.with(TestDoor.config(folder), Optional.empty(), 100, 100, Unscanned.FOUND));
        try (Rspamd rspamd = new Rspamd()) {
            String verdict = rspamd.check(HEAD + "hello\r\n");
            assertTrue(verdict.contains("PALISADE_FAIL") && verdict.contains("Limits Exceeded"), verdict);
        }
    }

    /** An rspamd of our own with nothing but its antivirus module, which asks the door. */
    private final class Rspamd implements AutoCloseable {

        private final Process process;
        private final int port;

        Rspamd() throws IOException {
            RealClamd.need("/usr/bin/rspamd", "rspamd");
            RealClamd.need("/usr/share/rspamd/plugins/antivirus.lua", "rspamd");
            try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
                port = free.getLocalPort();
            }
            // Its own list of top-level domains takes it half a minute to read, and nothing here asks for one.
            Path domains = Files.writeString(folder.resolve("domains"), "com\norg\n");
            Path config = Files.writeString(folder.resolve("rspamd.conf"), String.join("\n",
                    "lua = \"/usr/share/rspamd/rules/rspamd.lua\"",
                    "options { pidfile = \"" + folder + "/rspamd.pid\"; filters = \"\"; url_tld = \"" + domains + "\"; cache_file = \"" + folder + "/symbols.cache\";"
                            + " tempdir = \"" + folder + "\"; hs_cache_dir = \"" + folder + "\"; rrd = \"\"; history_file = \"\";"
                            + " dns { nameserver = [\"127.0.0.1:9\"]; timeout = 0.1s; retransmits = 0; } }",
                    "logging { type = \"console\"; level = \"warning\"; }",
                    "modules { path = \"/usr/share/rspamd/plugins/antivirus.lua\"; }",
                    "antivirus { palisade { type = \"clamav\"; symbol = \"PALISADE\"; servers = \"127.0.0.1:" + door.port() + "\"; action = \"reject\";"
                            + " scan_mime_parts = false; } }",
                    "actions { reject = 15; add_header = 6; greylist = 4; }",
                    "worker \"normal\" { bind_socket = \"127.0.0.1:" + port + "\"; count = 1; }", ""));
            List<String> command = new ArrayList<>(List.of("/usr/bin/rspamd", "-f", "-c", config.toString()));
            if ("root".equals(System.getProperty("user.name"))) {
                command.addAll(List.of("-u", "root", "-g", "root"));
            }
            process = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(folder.resolve("rspamd.log").toFile()).start();
        }

        String check(String mail) throws IOException, InterruptedException {
            HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/checkv2")).POST(HttpRequest.BodyPublishers.ofString(mail)).build();
            HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
            while (true) {
                try {
                    return client.send(request, HttpResponse.BodyHandlers.ofString()).body();
                } catch (IOException e) {
                    assertTrue(process.isAlive() && System.nanoTime() < end, Files.readString(folder.resolve("rspamd.log"), StandardCharsets.ISO_8859_1));
                    process.waitFor(100, TimeUnit.MILLISECONDS);
                }
            }
        }

        @Override
        public void close() {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly().onExit().join();
        }
    }
}
