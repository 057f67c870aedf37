package org.palisade.scanserver.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.palisade.protocol.scan.Digest;
import org.palisade.protocol.scan.Message.Subject;
import org.palisade.protocol.scan.Reason;
import org.palisade.protocol.scan.Verdict;
import org.palisade.scanserver.scan.ScanObserver.Way;
import org.palisade.scanserver.scan.ScanOrder;

class MetricsTest {

    private static final MetricsConfig FREE = new MetricsConfig(true, "127.0.0.1", 0);

    private final Metrics metrics = new Metrics();

    @AfterEach
    void close() {
        metrics.close();
    }

    private String page(String accept) throws IOException, InterruptedException {
        return HttpClient.newHttpClient().send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + metrics.port() + "/metrics")).header("Accept", accept)
                .timeout(Duration.ofSeconds(10)).build(), HttpResponse.BodyHandlers.ofString()).body();
    }

    private static ScanOrder order() {
        return new ScanOrder(1, UUID.randomUUID(), UUID.randomUUID(), new Subject(Digest.of(Digest.computation().digest()), 0), false, Duration.ofSeconds(1));
    }

    @Test
    void scansAreCountedByResultReasonAndWay() throws Exception {
        metrics.serve(FREE);
        metrics.scans().ended(order(), Verdict.clean("e", "s"), 2_000_000, 100, Way.SCANNED);
        metrics.scans().ended(order(), Verdict.clean("e", "s"), 1_000, 0, Way.CACHED);
        metrics.scans().ended(order(), Verdict.error(Reason.BUSY, 10), 1_000, 0, Way.REFUSED);
        String page = page("application/openmetrics-text");
        assertTrue(page.contains("palisade_scans_total{reason=\"none\",result=\"clean\",way=\"scanned\"} 1.0"), page);
        assertTrue(page.contains("palisade_scans_total{reason=\"none\",result=\"clean\",way=\"cached\"} 1.0"), page);
        assertTrue(page.contains("palisade_scans_total{reason=\"busy\",result=\"error\",way=\"refused\"} 1.0"), page);
        assertTrue(page.contains("palisade_scan_received_bytes_total 100.0"), page);
        assertTrue(page.contains("palisade_scan_duration_seconds_bucket{way=\"scanned\",le=\"0.001\"} 0"), page);
        assertTrue(page.contains("palisade_scan_duration_seconds_bucket{way=\"scanned\",le=\"0.0025\"} 1"), page);
        assertTrue(page.endsWith("# EOF\n"), "OpenMetrics ends with its mark");
    }

    @Test
    void figuresOfOthersAreReadWhenAsked() throws Exception {
        metrics.serve(FREE);
        metrics.gauges("palisade_queue_depth", "Waiting", "lane", () -> Map.of("heavy", 3.0));
        metrics.counter("palisade_cache_hits", "Hits", () -> 7);
        String page = page("text/plain");
        assertTrue(page.contains("palisade_queue_depth{lane=\"heavy\"} 3.0"), page);
        assertTrue(page.contains("palisade_cache_hits_total 7.0"), page);
        assertTrue(page.contains("jvm_memory_used_bytes"), page);
    }

    @Test
    void aPortThatIsTakenIsNamed() throws Exception {
        metrics.serve(FREE);
        try (Metrics other = new Metrics()) {
            int port = metrics.port();
            IOException e = assertThrows(IOException.class, () -> other.serve(new MetricsConfig(true, "127.0.0.1", port)));
            assertTrue(e.getMessage().contains("metrics.port " + port), e.getMessage());
        }
    }

    @Test
    void switchedOffNothingListens() throws Exception {
        metrics.serve(new MetricsConfig(false, "127.0.0.1", 0));
        assertEquals(0, metrics.port());
    }
}
