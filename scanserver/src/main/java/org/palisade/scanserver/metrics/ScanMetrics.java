package org.palisade.scanserver.metrics;

import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.Unit;
import java.util.Locale;
import org.palisade.protocol.scan.Reason;
import org.palisade.protocol.scan.Verdict;
import org.palisade.scanserver.scan.ScanObserver;
import org.palisade.scanserver.scan.ScanOrder;

/** Counts how scans end and how long they take. Labels are words of enums only: nothing a guest says becomes one. */
public final class ScanMetrics implements ScanObserver {

    private static final double NANOS = 1e9;
    /** From 100 µs, a look-up of something known, to a minute, the usual deadline. */
    private static final double[] BUCKETS = {0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60};

    private final Counter scans;
    private final Counter bytes;
    private final Histogram durations;

    ScanMetrics(PrometheusRegistry registry) {
        scans = Counter.builder().name("palisade_scans").labelNames("result", "reason", "way").help("Scan requests that ended, look-ups not counted")
                .register(registry);
        bytes = Counter.builder().name("palisade_scan_received").unit(Unit.BYTES).help("Content received to be scanned").register(registry);
        durations = Histogram.builder().name("palisade_scan_duration").unit(Unit.SECONDS).labelNames("way").classicOnly().classicUpperBounds(BUCKETS)
                .help("From the arrival of a request to its answer").register(registry);
    }

    @Override
    public void ended(ScanOrder order, Verdict verdict, long nanos, long bytesReceived, Way way) {
        String how = word(way);
        scans.labelValues(word(verdict.status()), verdict.reason() == Reason.NONE ? "none" : verdict.reason().word(), how).inc();
        bytes.inc(bytesReceived);
        durations.labelValues(how).observe(nanos / NANOS);
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
