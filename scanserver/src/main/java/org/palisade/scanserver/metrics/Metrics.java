package org.palisade.scanserver.metrics;

import io.prometheus.metrics.core.metrics.CounterWithCallback;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.exporter.httpserver.HTTPServer;
import io.prometheus.metrics.instrumentation.jvm.JvmMetrics;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.Unit;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.DoubleSupplier;
import java.util.function.Supplier;

/** The registry and its one page, {@code /metrics}, in OpenMetrics or Prometheus text by what the reader accepts. */
public final class Metrics implements AutoCloseable {

    private static final int READERS = 2;
    private static final int WAITING = 8;
    private static final int STACK = 256 * 1024;

    private final PrometheusRegistry registry = new PrometheusRegistry();
    private final ScanMetrics scans = new ScanMetrics(registry);
    private final ThreadPoolExecutor readers = new ThreadPoolExecutor(READERS, READERS, 10, TimeUnit.SECONDS, new LinkedBlockingQueue<>(WAITING), task -> {
        Thread thread = new Thread(null, task, "metrics", STACK);
        thread.setDaemon(true);
        return thread;
    }, new ThreadPoolExecutor.DiscardPolicy());
    private HTTPServer server;

    public Metrics() {
        readers.allowCoreThreadTimeOut(true);
        JvmMetrics.builder().register(registry);
    }

    /** What observes scans. */
    public ScanMetrics scans() {
        return scans;
    }

    /** A figure that only grows. */
    public void counter(String name, String help, DoubleSupplier value) {
        CounterWithCallback.builder().name(name).help(help).callback(out -> out.call(value.getAsDouble())).register(registry);
    }

    /** Figures that only grow, one for each value of a label; the values are words of ours, never of a guest. */
    public void counters(String name, String help, String label, Supplier<Map<String, Long>> values) {
        CounterWithCallback.builder().name(name).help(help).labelNames(label).callback(out -> values.get().forEach((word, value) -> out.call(value, word)))
                .register(registry);
    }

    /** A figure that goes up and down. */
    public void gauge(String name, String help, DoubleSupplier value) {
        GaugeWithCallback.builder().name(name).help(help).callback(out -> out.call(value.getAsDouble())).register(registry);
    }

    /** A number of bytes that goes up and down. */
    public void bytes(String name, String help, DoubleSupplier value) {
        GaugeWithCallback.builder().name(name).unit(Unit.BYTES).help(help).callback(out -> out.call(value.getAsDouble())).register(registry);
    }

    /** Figures that go up and down, one for each value of a label. */
    public void gauges(String name, String help, String label, Supplier<Map<String, Double>> values) {
        GaugeWithCallback.builder().name(name).help(help).labelNames(label).callback(out -> values.get().forEach((word, value) -> out.call(value, word)))
                .register(registry);
    }

    /**
     * Begins to answer readers.
     *
     * @throws IOException if the port cannot be had
     */
    public void serve(MetricsConfig config) throws IOException {
        if (!config.enabled()) {
            return;
        }
        try {
            server = HTTPServer.builder().hostname(config.address()).port(config.port()).registry(registry).executorService(readers).buildAndStart();
        } catch (IOException | IllegalArgumentException e) {
            throw new IOException("metrics.address " + config.address() + " with metrics.port " + config.port() + " cannot be had: " + e.getMessage(), e);
        }
    }

    /** The port it answers on, 0 if it does not. */
    public int port() {
        return server == null ? 0 : server.getPort();
    }

    @Override
    public void close() {
        if (server != null) {
            server.close();
        }
        readers.shutdownNow();
    }
}
