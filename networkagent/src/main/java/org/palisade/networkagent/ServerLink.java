package org.palisade.networkagent;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Objects;
import javax.net.ssl.SSLContext;
import org.palisade.protocol.http.ProblemBody;
import org.palisade.protocol.signed.PeerKind;
import org.palisade.protocol.tls.MutualTls;
import org.palisade.protocol.tls.PeerRule;

/**
 * Requests to the Integration Server: HTTPS, TLS 1.3, our authority alone, and of its certificates only one of kind <em>server</em> that names the
 * host asked for. Thread-safe; connections are kept and reused.
 */
public final class ServerLink {

    private static final Duration CONNECT = Duration.ofSeconds(5);
    private static final Duration ANSWER = Duration.ofSeconds(20);
    private static final int LARGEST_ANSWER = 8 * 1024 * 1024;
    private static final String PROBLEM = "urn:palisade:problem:";

    private final URI server;
    private final HttpClient client;

    /**
     * A link that shows an identity.
     *
     * @param server   {@code https://host:port}
     * @param identity who we are
     */
    public ServerLink(URI server, Identity identity) {
        this(server, identity.context(PeerRule.any(PeerKind.SERVER)));
    }

    ServerLink(URI server, SSLContext context) {
        if (!"https".equals(server.getScheme()) || server.getHost() == null) {
            throw new IllegalArgumentException("the Integration Server's address must be https://host:port");
        }
        this.server = Objects.requireNonNull(server, "server");
        this.client = HttpClient.newBuilder()
                .sslContext(context)
                .sslParameters(MutualTls.parameters(false))
                .connectTimeout(CONNECT)
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .build();
    }

    /**
     * Asks for something.
     *
     * @throws ServerRefusedException if the answer is no
     * @throws IOException            if the server cannot be reached or its answer cannot be read
     */
    public <T> T get(String path, Class<T> type) throws IOException {
        return Json.read(send(request(path).GET().build()), type);
    }

    /**
     * Puts something, without an answer.
     *
     * @throws ServerRefusedException if the answer is no
     * @throws IOException            if the server cannot be reached
     */
    public void put(String path, Object body) throws IOException {
        send(request(path).PUT(BodyPublishers.ofString(Json.write(body))).build());
    }

    /**
     * Puts something and reads the answer.
     *
     * @throws ServerRefusedException if the answer is no
     * @throws IOException            if the server cannot be reached or its answer cannot be read
     */
    public <T> T put(String path, Object body, Class<T> type) throws IOException {
        return Json.read(send(request(path).PUT(BodyPublishers.ofString(Json.write(body))).build()), type);
    }

    /**
     * Posts something and reads the answer.
     *
     * @throws ServerRefusedException if the answer is no
     * @throws IOException            if the server cannot be reached or its answer cannot be read
     */
    public <T> T post(String path, Object body, Class<T> type) throws IOException {
        return Json.read(send(request(path).POST(BodyPublishers.ofString(Json.write(body))).build()), type);
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(server.resolve(path)).timeout(ANSWER)
                .header("Content-Type", "application/json").header("Accept", "application/json, application/problem+json");
    }

    private String send(HttpRequest request) throws IOException {
        HttpResponse<InputStream> answer;
        try {
            answer = client.send(request, BodyHandlers.ofInputStream());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while waiting for the Integration Server", e);
        }
        String body = body(answer);
        if (answer.statusCode() / 100 != 2) {
            throw refusal(answer.statusCode(), body);
        }
        return body;
    }

    private static String body(HttpResponse<InputStream> answer) throws IOException {
        try (InputStream in = answer.body()) {
            byte[] bytes = in.readNBytes(LARGEST_ANSWER + 1);
            if (bytes.length > LARGEST_ANSWER) {
                throw new IOException("the Integration Server's answer is larger than " + LARGEST_ANSWER + " bytes");
            }
            return new String(bytes, StandardCharsets.UTF_8);
        }
    }

    private static ServerRefusedException refusal(int status, String body) {
        String slug = "http-" + status;
        String detail = "";
        try {
            ProblemBody problem = Json.read(body, ProblemBody.class);
            if (problem.type() != null && problem.type().startsWith(PROBLEM)) {
                slug = problem.type().substring(PROBLEM.length());
            }
            detail = problem.detail() == null ? "" : problem.detail();
        } catch (IOException noProblemBody) {
            detail = "";
        }
        return new ServerRefusedException(status, slug, detail);
    }
}
