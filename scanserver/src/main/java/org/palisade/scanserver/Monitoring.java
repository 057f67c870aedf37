package org.palisade.scanserver;

import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.palisade.scanserver.cache.SharedCache;
import org.palisade.scanserver.connection.Listener;
import org.palisade.scanserver.door.Door;
import org.palisade.scanserver.engine.Engine;
import org.palisade.scanserver.engine.clamd.ClamdEngine;
import org.palisade.scanserver.license.Licence;
import org.palisade.scanserver.license.LicenceState;
import org.palisade.scanserver.metrics.Metrics;
import org.palisade.scanserver.report.SessionJournal;
import org.palisade.scanserver.scan.Scans;
import org.palisade.scanserver.update.Updates;

/** Puts the figures of every part on the page of the metrics, under the names that {@code docs/operations/metrics.md} lists. */
final class Monitoring {

    private static final double PER_CENT = 100;

    private final Metrics metrics;

    Monitoring(Metrics metrics) {
        this.metrics = metrics;
    }

    void scans(Scans scans) {
        metrics.gauges("palisade_scan_queue_depth", "Requests waiting for a place", "lane", () -> lanes(scans.figures().queued(), scans.figures().heavyQueued()));
        metrics.gauges("palisade_scan_open", "Scans under way", "lane", () -> lanes(scans.figures().open(), scans.figures().heavyOpen()));
        metrics.counter("palisade_engine_scans", "Objects an engine began to judge", () -> scans.figures().engineScans());
        metrics.counter("palisade_scan_leads_passed_on", "Times another agent was asked for a content because the first was slow", () -> scans.figures().leadsPassedOn());
        metrics.gauge("palisade_workers_busy", "Threads at work on a scan", () -> scans.figures().busyWorkers());
        metrics.gauge("palisade_workers_abandoned", "Threads given up that are still inside an engine", () -> scans.figures().abandonedWorkers());
        metrics.gauge("palisade_load_ratio", "Mean load of the scan workers over five minutes, 0 to 1", () -> scans.load() / PER_CENT);
    }

    void cache(SharedCache cache) {
        metrics.gauge("palisade_cache_entries", "Verdicts held by the SharedCache", () -> cache.figures().entries());
        metrics.counter("palisade_cache_hits", "Questions the SharedCache answered", () -> cache.figures().hits());
        metrics.counter("palisade_cache_misses", "Questions it did not answer", () -> cache.figures().misses());
        metrics.counter("palisade_cache_due", "Questions that met a verdict which is due for a new scan", () -> cache.figures().due());
        metrics.counter("palisade_cache_joined", "Requests that waited for another's scan of the same content", () -> cache.figures().joined());
        metrics.counter("palisade_cache_saved_bytes", "Content that need not be read by an engine", () -> cache.figures().bytesSaved());
        metrics.counter("palisade_cache_evictions", "Verdicts that made room for newer ones", () -> cache.figures().evictions());
        metrics.gauge("palisade_cache_persistent", "1 while everything put is on disk a second later, else 0", () -> cache.figures().persistent() ? 1 : 0);
        metrics.bytes("palisade_cache_memory", "Memory of the SharedCache outside the heap", () -> cache.figures().memoryBytes());
        metrics.bytes("palisade_cache_disk", "Files of the SharedCache", () -> cache.figures().logBytes());
    }

    void connections(Listener listener) {
        metrics.gauge("palisade_connections", "Connections open now, in whatever state", () -> listener.figures().connections());
        metrics.gauge("palisade_agents", "Different agents connected now", () -> listener.figures().agents());
        metrics.counter("palisade_lookups", "Subjects looked up", () -> listener.figures().lookups());
        metrics.counters("palisade_connections_refused", "Connections refused or ended by this side", "reason", () -> listener.figures().refused().entrySet().stream()
                .collect(Collectors.toMap(entry -> entry.getKey().word(), Map.Entry::getValue)));
        metrics.counter("palisade_handshakes_failed", "TLS handshakes that failed", () -> listener.figures().handshakesFailed());
        metrics.counters("palisade_connection_bytes", "Bytes of agents' connections, TLS included", "way",
                () -> Map.of("in", listener.figures().bytesIn(), "out", listener.figures().bytesOut()));
        metrics.counters("palisade_connection_frames", "Frames of agents' connections", "way",
                () -> Map.of("in", listener.figures().framesIn(), "out", listener.figures().framesOut()));
    }

    void door(Optional<Door> opened) {
        opened.ifPresent(door -> {
            metrics.gauge("palisade_door_connections", "Connections at the clamd door now", () -> door.figures().connections());
            metrics.counter("palisade_door_commands", "Commands at the clamd door", () -> door.figures().commands());
            metrics.counter("palisade_door_received_bytes", "Content streamed to the clamd door", () -> door.figures().bytes());
            metrics.counters("palisade_door_streams", "Streams at the clamd door by result", "result", () -> Map.of("clean", door.figures().clean(),
                    "infected", door.figures().infected(), "not-scanned", door.figures().notScanned(), "error", door.figures().errors()));
            metrics.counter("palisade_door_refused", "Connections the clamd door refused", () -> door.figures().refused());
        });
    }

    void engine(Engine engine) {
        metrics.gauges("palisade_engine", "1 with the engine in use", "name", () -> Map.of(engine.name(), 1.0));
        metrics.gauge("palisade_signatures_missing", "1 while what the signatures were loaded from is gone, else 0", () -> engine.signaturesMissing() ? 1 : 0);
        metrics.gauge("palisade_signatures", "Signatures in use; -1 if the engine does not say", () -> engine.signatures().orElse(-1));
        if (engine instanceof ClamdEngine clamd) {
            metrics.gauge("palisade_clamd_members", "Daemons named in the settings", () -> clamd.figures().members());
            metrics.gauge("palisade_clamd_well", "Daemons that answer", () -> clamd.figures().well());
            metrics.counter("palisade_clamd_failed_over", "Objects that another daemon judged after one was lost", () -> clamd.figures().failedOver());
        }
    }

    /** Age and licence: what an alarm is set on. */
    void upkeep(Updates updates, Licence licence, SessionJournal journal, Clock clock) {
        metrics.gauge("palisade_database_age_seconds", "Age of the databases in use; -1 if they came from no update package",
                () -> updates.status().age(clock.instant()).map(Duration::toSeconds).orElse(-1L));
        metrics.gauges("palisade_licence", "1 at the state of the licence, else 0", "state", () -> Arrays.stream(LicenceState.values())
                .collect(Collectors.toMap(LicenceState::word, state -> state == licence.state() ? 1.0 : 0.0)));
        metrics.gauges("palisade_update", "1 at the state of updates, else 0", "state", () -> Arrays.stream(org.palisade.scanserver.update.UpdateStatus.State.values())
                .collect(Collectors.toMap(state -> state.name().toLowerCase(Locale.ROOT), state -> state == updates.status().state() ? 1.0 : 0.0)));
        metrics.gauge("palisade_agents_able", "Connections whose agent is able to scan, by the journal of sessions", journal::able);
    }

    private static Map<String, Double> lanes(int normal, int heavy) {
        Map<String, Double> lanes = new LinkedHashMap<>();
        lanes.put("normal", (double) normal);
        lanes.put("heavy", (double) heavy);
        return lanes;
    }
}
