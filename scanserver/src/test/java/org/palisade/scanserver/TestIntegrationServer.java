package org.palisade.scanserver;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.palisade.networkagent.Json;
import org.palisade.protocol.http.AgentSessions;
import org.palisade.protocol.http.EventBatch;
import org.palisade.protocol.http.ReportReply;
import org.palisade.protocol.http.SvmReport;
import org.palisade.protocol.signed.PeerKind;
import org.palisade.protocol.tls.PeerRule;
import org.palisade.scanserver.connection.TestAuthority;
import org.palisade.scanserver.connection.TestServer;

/** An Integration Server that only listens, and hands over a licence if it has one. */
final class TestIntegrationServer implements AutoCloseable {

    private final BlockingQueue<SvmReport> reports = new LinkedBlockingQueue<>();
    private final BlockingQueue<String> events = new LinkedBlockingQueue<>();
    private final HttpsServer server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    volatile String licence;
    volatile boolean refusesSessions;

    TestIntegrationServer(TestAuthority authority) throws IOException {
        server.setHttpsConfigurator(new HttpsConfigurator(authority.identity(PeerKind.SERVER, TestServer.TENANT).context(PeerRule.any(PeerKind.SVM))));
        server.createContext("/api/v1/svm/report", exchange -> {
            SvmReport report = read(exchange, SvmReport.class);
            reports.add(report);
            AgentSessions told = report.sessions();
            ReportReply reply = told == null ? new ReportReply(null, 0, licence)
                    : new ReportReply(told.journal(), told.entries().get(told.entries().size() - 1).sequence(), licence);
            answer(exchange, told != null && refusesSessions ? 400 : 200, Json.write(reply));
        });
        server.createContext("/api/v1/svm/events", exchange -> {
            for (EventBatch.Event event : read(exchange, EventBatch.class).events()) {
                events.add(event.severity() + " " + event.kind() + " " + event.time());
            }
            answer(exchange, 200, "{\"accepted\":1}");
        });
        server.start();
    }

    private static <T> T read(HttpExchange exchange, Class<T> type) throws IOException {
        return Json.read(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8), type);
    }

    private static void answer(HttpExchange exchange, int status, String text) throws IOException {
        byte[] answer = text.getBytes(StandardCharsets.US_ASCII);
        exchange.sendResponseHeaders(status, answer.length);
        exchange.getResponseBody().write(answer);
        exchange.close();
    }

    URI address() {
        return URI.create("https://localhost:" + server.getAddress().getPort());
    }

    /** The next report that is so; those before it are passed over. */
    SvmReport report(Predicate<SvmReport> wanted) throws InterruptedException {
        SvmReport report = reports.poll(20, TimeUnit.SECONDS);
        while (report != null && !wanted.test(report)) {
            report = reports.poll(20, TimeUnit.SECONDS);
        }
        assertTrue(report != null, "no such report came");
        return report;
    }

    /** The next event: severity, kind and time. */
    String event() throws InterruptedException {
        String event = events.poll(20, TimeUnit.SECONDS);
        assertTrue(event != null, "no event came");
        return event;
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
