package org.palisade.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.palisade.networkagent.Identity;
import org.palisade.networkagent.Json;
import org.palisade.networkagent.ServerRefusedException;
import org.palisade.protocol.http.AgentReport;
import org.palisade.protocol.http.ConsoleRecords.TokenOrder;
import org.palisade.protocol.http.ProblemBody;
import org.palisade.protocol.signed.EnrolmentToken;
import org.palisade.protocol.signed.PeerKind;

/** Whom the Integration Server serves and whom it refuses; the same on both packagings. */
abstract class RefusalsContract {

    private static final String OVERVIEW = "/api/v1/console/overview";
    private static final String TOKENS = "/api/v1/console/tokens";
    private static final String SVMS = "/api/v1/agent/svms";
    private static final String REPORT = "/api/v1/svm/report";

    abstract IntegrationServer server();

    @Test
    void itIsHealthyAndShowsItsSignInPage() throws Exception {
        assertEquals(200, get(anonymous(), "/health").statusCode());
        assertEquals(200, get(anonymous(), "/health/ready").statusCode());
        HttpResponse<String> page = get(anonymous(), "/console/sign-in");
        assertEquals(200, page.statusCode());
        assertTrue(page.body().contains("password"), page.body());
        assertEquals(200, get(anonymous(), "/openapi").statusCode());
    }

    @Test
    void withoutCredentialsNothingIsServed() throws Exception {
        for (String path : List.of(OVERVIEW, "/api/v1/console/events", SVMS, "/api/v1/agent/policy")) {
            assertProblem(401, get(anonymous(), path));
        }
        assertProblem(401, send(anonymous(), request(REPORT).PUT(BodyPublishers.ofString("{}"))));
        assertProblem(401, send(anonymous(), request(TOKENS).POST(BodyPublishers.ofString("{}"))));
    }

    @Test
    void theContainersOwnNumbersAreNobodysBusiness() throws Exception {
        for (String path : List.of("/metrics", "/metrics/", "/metrics/base", "/metrics?scope=vendor")) {
            assertEquals(403, get(anonymous(), path).statusCode(), path);
        }
    }

    @Test
    void aWrongPasswordIsRefused() throws Exception {
        assertProblem(401, send(anonymous(), request(OVERVIEW).header("Authorization", basic("admin", "wrong-password-4711"))));
        assertProblem(401, send(anonymous(), request(OVERVIEW).header("Authorization", basic("nobody", server().password()))));
    }

    @Test
    void theAdministratorReadsAndWrites() throws Exception {
        String credentials = basic("admin", server().password());
        assertEquals(200, send(anonymous(), request(OVERVIEW).header("Authorization", credentials)).statusCode());
        HttpResponse<String> token = send(anonymous(), request(TOKENS).header("Authorization", credentials)
                .POST(BodyPublishers.ofString(Json.write(new TokenOrder("agent", 1, 1)))));
        assertEquals(201, token.statusCode(), token.body());
    }

    @Test
    void theConsolesCertificateReadsAndNeverWrites() throws Exception {
        Identity console = server().console();
        assertEquals(200, get(Https.as(console), OVERVIEW).statusCode());
        assertProblem(403, send(Https.as(console), request(TOKENS).POST(BodyPublishers.ofString(Json.write(new TokenOrder("agent", 1, 1))))));
        assertProblem(403, get(Https.as(console), SVMS));
    }

    @Test
    void anAgentIsServedAsAnAgentOnly() throws Exception {
        Identity agent = server().enrol(PeerKind.AGENT, "guest-of-refusals");
        assertEquals(200, get(Https.as(agent), SVMS).statusCode());
        assertEquals(204, send(Https.as(agent), request("/api/v1/agent/report")
                .PUT(BodyPublishers.ofString(Json.write(new AgentReport("guest-of-refusals", "0.1.0", "disconnected", null, "none", null))))).statusCode());
        assertProblem(403, get(Https.as(agent), OVERVIEW));
        assertProblem(403, send(Https.as(agent), request(REPORT).PUT(BodyPublishers.ofString("{}"))));
    }

    @Test
    void anSvmIsServedAsAnSvmOnly() throws Exception {
        Identity svm = server().enrol(PeerKind.SVM, "svm-of-refusals");
        assertProblem(403, get(Https.as(svm), SVMS));
        assertProblem(403, get(Https.as(svm), OVERVIEW));
    }

    @Test
    void anUnknownTokenEnrolsNobody() throws Exception {
        EnrolmentToken known = EnrolmentToken.parse(Files.readString(server().secret("agent.token")));
        EnrolmentToken unknown = new EnrolmentToken(PeerKind.AGENT, known.tenant(), known.authority(), "A".repeat(43));
        ServerRefusedException refused = assertThrows(ServerRefusedException.class,
                () -> org.palisade.networkagent.Enrolment.enrol(server().url(), unknown, "stranger", "0.1.0"));
        assertEquals("token-refused", refused.slug());
        assertEquals(401, refused.status());
    }

    @Test
    void aForeignAuthoritysCertificateIsRefused() throws Exception {
        Identity agent = server().enrol(PeerKind.AGENT, "guest-of-a-liar");
        Identity foreign = ForeignAuthority.identity(agent.name(), agent.authority());
        assertThrows(IOException.class, () -> get(Https.as(foreign), SVMS));
        assertEquals(200, get(Https.as(agent), SVMS).statusCode());
    }

    @Test
    void nothingOlderThanTls13IsSpoken() throws Exception {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, Https.trusting(server().authority()), null);
        try (SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket("127.0.0.1", server().port())) {
            socket.setEnabledProtocols(new String[] {"TLSv1.2"});
            assertThrows(SSLException.class, socket::startHandshake);
        }
        try (SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket("127.0.0.1", server().port())) {
            socket.startHandshake();
            assertEquals("TLSv1.3", socket.getSession().getProtocol());
        }
    }

    @Test
    void nothingElseIsOpen() throws Exception {
        assertEquals(server().expectedListeners(), server().listeners());
    }

    @Test
    void noSecretLeavesTheKeyFiles() throws Exception {
        List<String> secrets = new ArrayList<>();
        try (Stream<Path> files = Files.list(server().home().resolve("secrets"))) {
            for (Path file : files.toList()) {
                Files.readString(file).lines().filter(line -> line.length() >= 16 && !line.startsWith("-----"))
                        .map(line -> line.startsWith("AS_ADMIN") ? line.substring(line.indexOf('=') + 1) : line)
                        .forEach(secrets::add);
            }
        }
        secrets.removeAll(Files.readString(server().secret("console.crt")).lines().toList());
        assertTrue(secrets.size() >= 5, "only " + secrets.size() + " secrets were looked for");
        String arguments = server().arguments();
        assertTrue(arguments.contains("java"), arguments);
        for (String secret : secrets) {
            assertFalse(arguments.contains(secret), "a secret is among the arguments");
        }
        try (Stream<Path> files = Files.walk(server().home())) {
            for (Path file : files.filter(Files::isRegularFile).filter(file -> !file.startsWith(server().home().resolve("secrets"))).toList()) {
                String content = Files.readString(file, StandardCharsets.ISO_8859_1);
                for (String secret : secrets) {
                    assertFalse(content.contains(secret), "a secret stands in " + file);
                }
            }
        }
    }

    private HttpClient anonymous() throws Exception {
        return Https.anonymous(server().authority());
    }

    private HttpResponse<String> get(HttpClient client, String path) throws IOException, InterruptedException {
        return send(client, request(path));
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(server().url().resolve(path)).header("Content-Type", "application/json");
    }

    private static HttpResponse<String> send(HttpClient client, HttpRequest.Builder request) throws IOException, InterruptedException {
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private static String basic(String name, String password) {
        return "Basic " + Base64.getEncoder().encodeToString((name + ':' + password).getBytes(StandardCharsets.UTF_8));
    }

    private static void assertProblem(int status, HttpResponse<String> answer) throws IOException {
        assertEquals(status, answer.statusCode(), () -> answer.request().method() + " " + answer.uri() + "\n" + answer.body());
        assertEquals("application/problem+json", answer.headers().firstValue("Content-Type").orElse("").split(";")[0]);
        assertEquals(status, Json.read(answer.body(), ProblemBody.class).status());
    }
}
