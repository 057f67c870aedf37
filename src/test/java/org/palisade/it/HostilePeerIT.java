package org.palisade.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.palisade.networkagent.Enrolment;
import org.palisade.networkagent.Identity;
import org.palisade.networkagent.Json;
import org.palisade.networkagent.ServerRefusedException;
import org.palisade.protocol.http.ProblemBody;
import org.palisade.protocol.scan.Frames;
import org.palisade.protocol.scan.Message;
import org.palisade.protocol.signed.EnrolmentToken;
import org.palisade.protocol.signed.PeerKind;
import org.palisade.protocol.tls.MutualTls;
import org.palisade.protocol.tls.PeerRule;

/** What strangers, liars and broken peers may send: each is refused in clear words, leaves a line in a log, and stops nothing. */
class HostilePeerIT {

    @TempDir
    static Path folder;

    private static Installation installation;
    private static Identity agent;
    private Map<Path, Long> logged;

    @BeforeAll
    static void start() throws Exception {
        Path watched = Files.createDirectory(folder.resolve("watched"));
        installation = Installation.under(folder);
        installation.up("--watch", watched.toString());
        agent = Enrolment.enrol(URI.create(installation.url()),
                EnrolmentToken.parse(Files.readString(installation.home().resolve("secrets/agent.token"))), "hostile-guest", "0.1.0");
    }

    @AfterAll
    static void stop() throws Exception {
        installation.close();
    }

    @BeforeEach
    void rememberTheLogs() throws IOException {
        logged = new HashMap<>();
        for (Path log : logs()) {
            logged.put(log, Files.size(log));
        }
    }

    @AfterEach
    void nothingStopped() throws Exception {
        assertEquals(0, installation.run("scan", "/etc/hostname").exit());
        assertEquals("running", installation.status().getJsonObject("integrationServer").getString("state"));
    }

    @Test
    void aWrongPassword() throws Exception {
        HttpResponse<String> answer = Https.anonymous(authority()).send(console("/api/v1/console/overview")
                .header("Authorization", basic("admin", "wrong-password-4711")).build(), HttpResponse.BodyHandlers.ofString());
        assertEquals(401, answer.statusCode());
        assertEquals("urn:palisade:problem:credentials-refused", Json.read(answer.body(), ProblemBody.class).type());
        assertLogged("credentials-refused");
    }

    @Test
    void noCredentials() throws Exception {
        HttpResponse<String> answer = Https.anonymous(authority()).send(console("/api/v1/console/overview").build(),
                HttpResponse.BodyHandlers.ofString());
        assertEquals(401, answer.statusCode());
    }

    @Test
    void anUnknownToken() throws Exception {
        EnrolmentToken known = EnrolmentToken.parse(Files.readString(installation.home().resolve("secrets/agent.token")));
        EnrolmentToken unknown = new EnrolmentToken(PeerKind.AGENT, known.tenant(), known.authority(), "A".repeat(43));
        ServerRefusedException refused = assertThrows(ServerRefusedException.class,
                () -> Enrolment.enrol(URI.create(installation.url()), unknown, "stranger", "0.1.0"));
        assertEquals("token-refused", refused.slug());
        assertEquals(401, refused.status());
        assertLogged("token-refused");
    }

    @Test
    void aTokenOfAnotherAuthorityIsNeverSent() throws Exception {
        EnrolmentToken foreign = new EnrolmentToken(PeerKind.AGENT, UUID.randomUUID(), "A".repeat(43), "A".repeat(43));
        assertThrows(SSLException.class, () -> Enrolment.enrol(URI.create(installation.url()), foreign, "stranger", "0.1.0"));
    }

    @Test
    void anAgentOnAnAdministratorsResource() throws Exception {
        HttpResponse<String> answer = Https.as(agent).send(console("/api/v1/console/overview").build(), HttpResponse.BodyHandlers.ofString());
        assertEquals(403, answer.statusCode());
        assertEquals("urn:palisade:problem:forbidden", Json.read(answer.body(), ProblemBody.class).type());
        assertLogged("forbidden");
    }

    @Test
    void aCertificateOfAForeignAuthority() throws Exception {
        Identity foreign = ForeignAuthority.identity(agent.name(), agent.authority());
        assertThrows(IOException.class, () -> Https.as(foreign).send(console("/api/v1/agent/svms").build(), HttpResponse.BodyHandlers.ofString()));
        assertLogged("handshake");
        assertThrows(IOException.class, () -> greet(foreign.context(PeerRule.any(PeerKind.SVM)), MutualTls.VERSION));
        assertLogged("TLS refused");
    }

    @Test
    void aBodyOfTenMegabytes() throws Exception {
        String body = "{\"events\":[" + "0,".repeat(5 * 1024 * 1024) + "0]}";
        HttpResponse<String> answer = Https.as(agent).send(HttpRequest.newBuilder(URI.create(installation.url() + "/api/v1/agent/events"))
                .header("Content-Type", "application/json").POST(HttpRequest.BodyPublishers.ofString(body)).build(), HttpResponse.BodyHandlers.ofString());
        assertEquals(413, answer.statusCode());
        assertEquals("urn:palisade:problem:too-large", Json.read(answer.body(), ProblemBody.class).type());
        assertLogged("too-large");
    }

    @Test
    void halfAFrame() throws Exception {
        try (SSLSocket socket = connect(agent.context(PeerRule.any(PeerKind.SVM)), MutualTls.VERSION)) {
            Frames.write(socket.getOutputStream(), new Message.Hello(1, 1, "hostile", List.of()));
            assertTrue(Frames.read(socket.getInputStream()) instanceof Message.Welcome);
            socket.getOutputStream().write(new byte[] {0, 0, 1, 0, 3, 0, 0});
            socket.getOutputStream().flush();
        }
        assertLogged("inside a frame");
    }

    @Test
    void garbageAfterAGoodStart() throws Exception {
        try (SSLSocket socket = connect(agent.context(PeerRule.any(PeerKind.SVM)), MutualTls.VERSION)) {
            Frames.write(socket.getOutputStream(), new Message.Hello(1, 1, "hostile", List.of()));
            assertTrue(Frames.read(socket.getInputStream()) instanceof Message.Welcome);
            socket.getOutputStream().write(new byte[] {0x7f, 0x7f, 0x7f, 0x7f, 1, 2, 3});
            socket.getOutputStream().flush();
            InputStream in = socket.getInputStream();
            assertThrows(IOException.class, () -> {
                while (true) {
                    Frames.read(in);
                }
            });
        }
        assertLogged("out of range");
    }

    @Test
    void plainTextWhereTlsIsSpoken() throws Exception {
        for (int port : new int[] {installation.port(), installation.scanPort()}) {
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                socket.getOutputStream().write("GET / HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                socket.setSoTimeout(10_000);
                String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
                assertTrue(!answer.startsWith("HTTP/1.1 200"), answer);
            } catch (java.net.SocketException reset) {
                assertTrue(reset.getMessage().contains("reset"), reset.getMessage());
            }
        }
        assertLogged("TLS refused");
    }

    @Test
    void anOlderTlsVersion() throws Exception {
        // With a certificate that is good: only the version is wrong.
        KeyStore keys = KeyStore.getInstance("PKCS12");
        keys.load(null, null);
        keys.setKeyEntry("agent", agent.key(), new char[0], new X509Certificate[] {agent.certificate(), agent.authority()});
        KeyManagerFactory factory = KeyManagerFactory.getInstance("PKIX");
        factory.init(keys, new char[0]);
        SSLContext old = SSLContext.getInstance("TLSv1.2");
        old.init(factory.getKeyManagers(), Https.trusting(authority()), null);
        for (int port : new int[] {installation.port(), installation.scanPort()}) {
            try (SSLSocket socket = (SSLSocket) old.getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), port)) {
                socket.setEnabledProtocols(new String[] {"TLSv1.2"});
                assertThrows(IOException.class, socket::startHandshake);
            }
        }
        assertLogged("TLS refused");
    }

    private static void greet(SSLContext context, String version) throws IOException {
        try (SSLSocket socket = connect(context, version)) {
            Frames.write(socket.getOutputStream(), new Message.Hello(1, 1, "stranger", List.of()));
            Frames.read(socket.getInputStream());
        }
    }

    private static SSLSocket connect(SSLContext context, String version) throws IOException {
        SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), installation.scanPort());
        socket.setEnabledProtocols(new String[] {version});
        socket.setSoTimeout(10_000);
        socket.startHandshake();
        return socket;
    }

    private static HttpRequest.Builder console(String path) {
        return HttpRequest.newBuilder(URI.create(installation.url() + path)).GET();
    }

    private static String basic(String name, String password) {
        return "Basic " + Base64.getEncoder().encodeToString((name + ":" + password).getBytes(StandardCharsets.UTF_8));
    }

    private static X509Certificate authority() throws Exception {
        return (X509Certificate) CertificateFactory.getInstance("X.509")
                .generateCertificate(new ByteArrayInputStream(Files.readAllBytes(installation.authority())));
    }

    /** Looks only at what was logged since the test began. */
    private void assertLogged(String word) throws InterruptedException {
        Installation.until(Duration.ofSeconds(5), "a log line with '" + word + "'", () -> {
            try {
                for (Path log : logs()) {
                    String text = Files.readString(log, StandardCharsets.ISO_8859_1);
                    int before = logged.getOrDefault(log, 0L).intValue();
                    // A log that was turned over begins anew.
                    if (text.substring(before <= text.length() ? before : 0).contains(word)) {
                        return true;
                    }
                }
                return false;
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        });
    }

    private static List<Path> logs() throws IOException {
        List<Path> logs = new ArrayList<>();
        for (String folder : List.of("log", "server/log")) {
            try (Stream<Path> files = Files.list(installation.home().resolve(folder))) {
                files.filter(Files::isRegularFile).filter(file -> !file.toString().endsWith(".lck")).forEach(logs::add);
            }
        }
        return logs;
    }
}
