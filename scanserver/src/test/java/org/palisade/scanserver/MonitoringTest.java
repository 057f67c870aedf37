package org.palisade.scanserver;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.InputStream;
import java.net.URL;
import java.net.UnixDomainSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.palisade.scanserver.engine.clamd.ClamdConfig;
import org.palisade.scanserver.engine.clamd.ClamdEngine;
import org.palisade.scanserver.metrics.Metrics;
import org.palisade.scanserver.metrics.MetricsConfig;

@Timeout(60)
class MonitoringTest {

    private static final String DOCUMENT = "../docs/operations/metrics.md";

    @TempDir
    private Path folder;

    /** All others are compared where a whole server runs, which has no such engine. */
    @Test
    void theFiguresOfDaemonsAreTheOnesThatAreDescribed() throws Exception {
        try (Metrics metrics = new Metrics()) {
            new Monitoring(metrics).engine(new ClamdEngine(new ClamdConfig(UnixDomainSocketAddress.of(folder.resolve("none")), 1 << 20, Duration.ofSeconds(1))));
            metrics.serve(new MetricsConfig(true, "127.0.0.1", 0));
            try (InputStream page = new URL("http://127.0.0.1:" + metrics.port() + "/metrics").openStream()) {
                assertEquals(names(Files.readString(Path.of(DOCUMENT)), "(?m)^\\| `(palisade_clamd_\\w+)` "),
                        names(new String(page.readAllBytes(), StandardCharsets.UTF_8), "(?m)^# TYPE (palisade_clamd_\\w+) "));
            }
        }
    }

    private static TreeSet<String> names(String text, String pattern) {
        TreeSet<String> names = Pattern.compile(pattern).matcher(text).results().map((MatchResult result) -> result.group(1)).collect(Collectors.toCollection(TreeSet::new));
        assertEquals(3, names.size(), "members, those that are well, and objects that went to another");
        return names;
    }
}
