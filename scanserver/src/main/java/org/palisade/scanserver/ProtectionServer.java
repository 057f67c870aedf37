package org.palisade.scanserver;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.palisade.networkagent.Identity;
import org.palisade.networkagent.Reports;
import org.palisade.networkagent.ServerLink;
import org.palisade.networkagent.process.LogLines;
import org.palisade.protocol.http.Accepted;
import org.palisade.protocol.http.SvmReport;
import org.palisade.protocol.scan.Limits;
import org.palisade.protocol.scan.Message.NoticeKind;
import org.palisade.protocol.signed.PeerKind;
import org.palisade.protocol.signed.TrustedKeys;
import org.palisade.protocol.tls.PeerRule;
import org.palisade.scanserver.cache.CacheScope;
import org.palisade.scanserver.cache.Judging;
import org.palisade.scanserver.cache.SharedCache;
import org.palisade.scanserver.connection.Listener;
import org.palisade.scanserver.connection.SessionListener;
import org.palisade.scanserver.connection.Welcomes;
import org.palisade.scanserver.door.Door;
import org.palisade.scanserver.control.ControlServer;
import org.palisade.scanserver.engine.Engine;
import org.palisade.scanserver.engine.EngineWatch;
import org.palisade.scanserver.engine.SignatureChange;
import org.palisade.scanserver.license.Licence;
import org.palisade.scanserver.license.LicenceState;
import org.palisade.scanserver.metrics.DetectionLog;
import org.palisade.scanserver.metrics.Metrics;
import org.palisade.scanserver.report.SessionJournal;
import org.palisade.scanserver.report.SvmEvents;
import org.palisade.scanserver.scan.ScanObserver;
import org.palisade.scanserver.scan.ScanTerms;
import org.palisade.scanserver.scan.Scans;
import org.palisade.scanserver.update.Updates;
import org.palisade.scanserver.update.Uptake;

/**
 * The running whole: made in order, closed in reverse. It knows every part because it is the place that wires them; nothing is decided here but the order. That is why it is
 * longer than other classes and has more parts: who is made before whom, and who is closed after whom, can be read here in one place.
 */
final class ProtectionServer implements AutoCloseable {

    private static final Logger LOG = System.getLogger(ProtectionServer.class.getName());
    private static final int STACK = 256 * 1024;
    private static final Duration RHYTHM = Duration.ofMinutes(5);
    private static final long DRAIN_NANOS = Duration.ofSeconds(3).toNanos();
    private static final long DRAIN_LOOK_MILLIS = 20;
    private static final long BEAT_MILLIS = 400;
    private static final long LAST_WORDS_MILLIS = 500;
    /** Whose verdicts they are when all tenants share. */
    private static final UUID SITE = new UUID(0, 0);

    /** As it was at the start. */
    private final ScanserverConfig config;
    private final CoreThreads core;
    private final Identity identity;
    private final ServerLink link;
    private final Engine engine;
    private final ScheduledThreadPoolExecutor timer = timer("timer");
    private final ScheduledThreadPoolExecutor watching = timer("engine-watch");
    private final Metrics metrics = new Metrics();
    private final SharedCache cache;
    private final Scans scans;
    private final Listener listener;
    private final SvmEvents events;
    private final Optional<Door> door;
    private final Licence licence;
    private final SessionJournal journal;
    private final Updates updates;
    private final SvmReports told;
    private final ControlServer control;
    private final ScheduledThreadPoolExecutor upkeep = timer("upkeep");
    /** On its own: a slow disk or update must not make the journal older than a second. */
    private final ScheduledThreadPoolExecutor beats = timer("journal");
    private volatile Reports reports;
    private volatile boolean stopping;
    private volatile boolean closing;

    /**
     * Makes all parts and binds the port.
     *
     * @throws IOException if the port, the spool or the folder of the cache cannot be had
     */
    ProtectionServer(LiveSettings settings, URI server, Identity identity, Engine engine, Clock clock, CoreThreads core) throws IOException {
        this.config = settings.config();
        this.core = core;
        this.identity = identity;
        this.engine = engine;
        this.link = new ServerLink(server, identity);
        Path home = config.report().home();
        this.events = new SvmEvents(home, batch -> link.post("/api/v1/svm/events", batch, Accepted.class), clock);
        // Verdicts that are remembered are complete ones: they do not depend on the limits, so one profile does.
        this.cache = SharedCache.open(config.cache(), home, new Judging(engine.signatureSet(), engine.name() + ' ' + Version.TEXT, 0), clock);
        this.licence = new Licence(home.resolve("licence"), identity.name().tenant(), TrustedKeys.of(List.of(identity.authority().getPublicKey())), clock,
                this::licenceChanged);
        this.scans = new Scans(config.scans(), engine, cache, timer, terms(new DetectionLog(clock)));
        this.journal = new SessionJournal(home.resolve("sessions"), config.report().journal(), clock, System::nanoTime,
                dropped -> events.add(SvmEvents.Kind.SESSIONS_DROPPED));
        this.listener = new Listener(config.connections(), identity.context(PeerRule.any(PeerKind.AGENT)),
                new Welcomes(config.connections(), config.scans(), engine), scans, cache, journal, this::changed);
        this.door = config.door().enabled() ? Optional.of(new Door(config.door(), scans, timer)) : Optional.empty();
        if (door.isPresent()) {
            door.get().open();
        }
        this.updates = new Updates(config.updates(),
                new Updates.Surroundings(uptake(engine), () -> licence.state().updates(), this::updated, clock, System::nanoTime, Version.TEXT));
        this.told = new SvmReports(link, journal, licence, updates);
        monitor(clock);
        this.control = new ControlServer(home, Map.of(
                UpdateCommand.UPDATE, () -> {
                    updates.update();
                    return UpdateCommand.Told.of(updates.status(), clock.instant());
                },
                UpdateCommand.ROLLBACK, () -> {
                    updates.rollback();
                    return UpdateCommand.Told.of(updates.status(), clock.instant());
                },
                ReloadCommand.RELOAD, () -> reload(settings),
                Status.STATUS, () -> Status.of(engine, licence.state().word(), Status.Cache.of(cache.figures()), listener.figures().agents(), journal.able(),
                        scans.underWay())), timer);
    }

    private LiveSettings.Told reload(LiveSettings settings) {
        LiveSettings.Told told = settings.reload(this::use);
        if (told.problem() != null) {
            LOG.log(Level.WARNING, "the settings file cannot be used and changes nothing: {0}", told.problem());
        } else {
            LOG.log(Level.INFO, "settings read anew: in effect now {0}, waiting for a restart {1}", told.changed(), told.waiting());
        }
        return told;
    }

    private void use(ScanserverConfig fresh) {
        LogLines.use(fresh.logLevel());
        listener.use(new Welcomes(fresh.connections(), fresh.scans(), engine));
        scans.use(fresh.scans());
        cache.grace(fresh.cache().grace());
        door.ifPresent(open -> open.use(fresh.door()));
        updates.use(fresh.updates());
    }

    /** What is decided elsewhere: whether the licence lets scan, who shares, and who wants to hear of it. */
    private ScanTerms terms(ScanObserver detections) {
        ScanObserver counts = metrics.scans();
        ScanTerms terms = ScanTerms.PLAIN.with(licence::refusal).with((ScanObserver) (order, verdict, nanos, bytesReceived, way) -> {
            counts.ended(order, verdict, nanos, bytesReceived, way);
            detections.ended(order, verdict, nanos, bytesReceived, way);
            if (way == ScanObserver.Way.JOINED) {
                cache.joined(order.subject().size());
            }
        });
        return config.cache().scope() == CacheScope.SITE ? terms.withScope(tenant -> SITE) : terms;
    }

    private void monitor(Clock clock) throws IOException {
        Monitoring page = new Monitoring(metrics);
        page.scans(scans);
        page.cache(cache);
        page.connections(listener);
        page.door(door);
        page.engine(engine);
        page.upkeep(updates, licence, journal, clock);
        metrics.serve(config.metrics());
    }

    /** Begins to serve. */
    void start() {
        EngineWatch watch = new EngineWatch(engine, new EngineWatch.Listener() {
            @Override
            public void signatureSetChanged(SignatureChange change) {
                cache.use(change);
                listener.tell(NoticeKind.SIGNATURE_SET, change.to());
                events.add(SvmEvents.Kind.SIGNATURE_SET_CHANGED);
                changed();
            }

            @Override
            public void signaturesMissing() {
                events.add(SvmEvents.Kind.SIGNATURES_MISSING);
            }

            @Override
            public void engineLost() {
                events.add(SvmEvents.Kind.ENGINE_LOST);
            }

            @Override
            public void engineBack() {
                events.add(SvmEvents.Kind.ENGINE_BACK);
            }
        });
        listener.start();
        events.add(SvmEvents.Kind.SVM_STARTED);
        reports = new Reports(this::tell, RHYTHM);
        upkeep.scheduleWithFixedDelay(core.guarded(updates::look), 0, 1, TimeUnit.SECONDS);
        timer.scheduleWithFixedDelay(core.watching(() -> closing || listener.alive() && door.map(Door::alive).orElse(true)), 1, 1, TimeUnit.SECONDS);
        timer.scheduleWithFixedDelay(core.guarded(licence::look), 1, 1, TimeUnit.SECONDS);
        beats.scheduleAtFixedRate(core.guarded(journal::beat), BEAT_MILLIS, BEAT_MILLIS, TimeUnit.MILLISECONDS);
        watching.scheduleWithFixedDelay(core.guarded(watch::look), 0, config.poll().toNanos(), TimeUnit.NANOSECONDS);
        LOG.log(Level.INFO, "ready: svm {0} listens on {1}:{2}, engine {3}, signature set {4}", identity.name().id(), config.connections().address(),
                Integer.toString(listener.port()), engine.name(), engine.signatureSet());
    }

    int port() {
        return listener.port();
    }

    int metricsPort() {
        return metrics.port();
    }

    /** Whom connections are told to. */
    SessionListener sessions() {
        return journal;
    }

    SharedCache cache() {
        return cache;
    }

    private SvmReport report() {
        return new SvmReport(config.report().advertise(), listener.port(), null, Version.TEXT, Limits.VERSION, engine.signatureSet(),
                Math.round(scans.load() * 10) / 10.0, listener.connectedAgents(), stopping, null, null, null, null, 0, null);
    }

    private void tell() throws IOException {
        if (told.send(this::report)) {
            changed();
        }
    }

    private void licenceChanged(SvmEvents.Kind kind, LicenceState state) {
        events.add(kind);
        listener.tell(NoticeKind.LICENCE, state.word());
        changed();
    }

    private void updated(SvmEvents.Kind kind) {
        events.add(kind);
        changed();
    }

    private static Uptake uptake(Engine engine) {
        return new Uptake() {
            @Override
            public String signatureSet() {
                return engine.signatureSet();
            }

            @Override
            public OptionalLong signatures() {
                return engine.signatures();
            }
        };
    }

    private void changed() {
        Reports started = reports;
        if (started != null) {
            started.changed();
        }
    }

    /** Asks agents to move on, lets what is under way end, answers the rest, and stops: at most about five seconds. */
    @Override
    public void close() {
        closing = true;
        LOG.log(Level.INFO, "stopping");
        events.add(SvmEvents.Kind.SVM_STOPPING);
        watching.shutdownNow();
        control.close();
        upkeep.shutdown();
        scans.drain();
        listener.drain();
        door.ifPresent(Door::drain);
        awaitScans();
        scans.close();
        door.ifPresent(Door::close);
        listener.close();
        lastWords();
        beats.shutdown();
        journal.close();
        timer.shutdownNow();
        metrics.close();
        cache.close();
        engine.close();
        LOG.log(Level.INFO, "stopped");
    }

    private void awaitScans() {
        long end = System.nanoTime() + DRAIN_NANOS;
        try {
            while (scans.underWay() > 0 && System.nanoTime() < end) {
                Thread.sleep(DRAIN_LOOK_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The last report and the last event go out if the Integration Server takes them at once; it is not waited for. Events stay on disk otherwise. */
    private void lastWords() {
        stopping = true;
        Thread spool = new Thread(null, events::close, "spool-close", STACK);
        spool.setDaemon(true);
        spool.start();
        Reports started = reports;
        Thread report = new Thread(null, started == null ? () -> { } : started::close, "reports-close", STACK);
        report.setDaemon(true);
        report.start();
        try {
            spool.join(LAST_WORDS_MILLIS);
            report.join(LAST_WORDS_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static ScheduledThreadPoolExecutor timer(String name) {
        ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(null, task, name, STACK);
            thread.setDaemon(true);
            return thread;
        });
        timer.setRemoveOnCancelPolicy(true);
        return timer;
    }
}
