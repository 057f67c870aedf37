package org.palisade.agent;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.palisade.networkagent.process.SettingsException;
import org.palisade.agent.connection.LinkListener;
import org.palisade.agent.connection.SvmLink;
import org.palisade.agent.control.AgentOrders;
import org.palisade.agent.control.AgentState;
import org.palisade.agent.control.ControlServer;
import org.palisade.agent.discovery.Svm;
import org.palisade.agent.discovery.SvmDirectory;
import org.palisade.agent.event.SecurityEvents;
import org.palisade.agent.file.RawPath;
import org.palisade.agent.gap.Gaps;
import org.palisade.agent.intercept.Protection;
import org.palisade.agent.intercept.Protector;
import org.palisade.agent.ledger.Exemptions;
import org.palisade.agent.ledger.Ledger;
import org.palisade.agent.quarantine.Quarantine;
import org.palisade.agent.quarantine.Treatment;
import org.palisade.agent.scan.Inspector;
import org.palisade.networkagent.EventSpool;
import org.palisade.networkagent.Identity;
import org.palisade.networkagent.Reports;
import org.palisade.networkagent.ServerLink;
import org.palisade.protocol.http.Accepted;
import org.palisade.protocol.http.AgentReport;
import org.palisade.protocol.http.SvmList;

/**
 * All parts of the agent, wired. This is the one place that knows them all, which is why it has more collaborators than any other class. They start in
 * the order of the constructor and end in reverse, but for one thing: waiting processes are let go first.
 */
final class Agent implements AutoCloseable {

    private static final Duration REPORT = Duration.ofMinutes(5);
    private static final Duration RETRY = Duration.ofSeconds(3);
    private static final int STACK = 256 * 1024;
    private static final int CONCLUDING = 2;

    private final Identity identity;
    private final String host;
    private final String version;
    private final Ledger ledger;
    private final Gaps gaps;
    private final SvmDirectory directory;
    private final SvmLink link;
    private final Protector protector;
    private final EventSpool spool;
    private final SecurityEvents events;
    private final Reports reports;
    private final ControlServer control;
    private final ExecutorService conclusions = Executors.newFixedThreadPool(CONCLUDING, task -> thread("conclusions", task));
    private final ExecutorService treatments = Executors.newSingleThreadExecutor(task -> thread("treatments", task));
    private volatile boolean stopping;

    /**
     * Starts everything.
     *
     * @throws SettingsException if a setting turns out not to fit this machine
     * @throws IOException       if something of the home cannot be used
     */
    Agent(AgentConfig config, Identity identity, String host, String version) throws IOException, SettingsException {
        Clock clock = Clock.systemUTC();
        LongSupplier nanoTime = System::nanoTime;
        Path home = config.home();
        this.identity = identity;
        this.host = host;
        this.version = version;
        ServerLink server = new ServerLink(config.server(), identity);
        spool = new EventSpool(home.resolve("spool"), batch -> server.post("/api/v1/agent/events", batch, Accepted.class), config.spool(), RETRY);
        events = new SecurityEvents(clock, spool::add);
        ledger = Ledger.kept(config.ledger(), clock, home.resolve("verdicts"));
        gaps = new Gaps(home.resolve("gaps"), config.gaps(), clock, nanoTime);
        Exemptions exemptions = new Exemptions(home.resolve("restored.json"));
        directory = new SvmDirectory(config.discovery(), () -> server.get("/api/v1/agent/svms", SvmList.class), home.resolve("svms.json"), nanoTime,
                this::svmsChanged);
        link = new SvmLink(identity, "agent " + version, directory::known, new Connection(), nanoTime);
        Inspector inspector = new Inspector(ledger, exemptions, link, conclusions, nanoTime);
        Quarantine quarantine = new Quarantine(home.resolve("quarantine"), config.quarantine(), exemptions, clock);
        Treatment treatment = new Treatment(config.quarantine(), quarantine, events, treatments, this::guards);
        protector = new Protector(config.intercept(), home, inspector, treatment, () -> link.connected().isPresent(), gaps.ledger(), events,
                nanoTime);
        events.started();
        reports = new Reports(() -> server.put("/api/v1/agent/report", report()), REPORT);
        link.start();
        directory.start();
        try {
            protector.start();
            gaps.start(this::unprotected, events::unrecorded);
            control = new ControlServer(home, new AgentOrders(this::state, inspector, treatment, config.scan(), quarantine, events, nanoTime));
        } catch (IOException | SettingsException e) {
            protector.close();
            throw e;
        }
        reports.changed();
    }

    /** How it is now. */
    AgentState state() {
        return new AgentState(identity.name().id().toString(), host, version, word(), link.connected().map(svm -> svm.id().toString()).orElse(null),
                link.connected().map(svm -> svm.address() + ":" + svm.port()).orElse(null), protector.protection().word(),
                protector.watched().stream().map(RawPath::text).toList(), ledger.signatureSet().isEmpty() ? null : ledger.signatureSet(), ledger.size(),
                directory.leftOut().stream().map(svm -> svm.svm().id() + " " + svm.why().text()).toList(), gaps.report());
    }

    @Override
    public void close() {
        stopping = true;
        protector.close();
        control.close();
        events.stopping();
        treatments.shutdown();
        try {
            treatments.awaitTermination(3, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        directory.close();
        link.close();
        conclusions.shutdown();
        gaps.close();
        reports.close();
        spool.close();
    }

    private AgentReport report() {
        return new AgentReport(host, version, word(), link.connected().map(svm -> svm.id().toString()).orElse(null), protector.protection().word(), gaps.report());
    }

    private boolean unprotected() {
        return protector.protection() == Protection.ON_ACCESS && link.connected().isEmpty();
    }

    private String word() {
        return stopping ? "stopped" : link.connected().isPresent() ? "connected" : "disconnected";
    }

    private void svmsChanged() {
        link.listChanged();
        directory.move().ifPresent(link::move);
    }

    private boolean guards(RawPath path) {
        return protector.guards(path);
    }

    /** The name this guest gives itself; no name service is asked. */
    static String hostName() throws IOException {
        Path kernel = Path.of("/proc/sys/kernel/hostname");
        return Files.isReadable(kernel) ? Files.readString(kernel).strip() : "localhost";
    }

    private static Thread thread(String name, Runnable task) {
        Thread thread = new Thread(null, task, name, STACK);
        thread.setDaemon(true);
        return thread;
    }

    private final class Connection implements LinkListener {

        @Override
        public void connected(Svm svm, String signatureSet) {
            ledger.use(signatureSet);
            gaps.ledger().svmThere();
            gaps.look();
            directory.connected(svm.id());
            events.connected();
            reports.changed();
        }

        @Override
        public void signatureSet(String signatureSet) {
            ledger.use(signatureSet);
        }

        @Override
        public void svmList() {
            directory.askSoon();
        }

        @Override
        public void lost(Svm svm) {
            directory.lost();
            gaps.look();
            if (!stopping) {
                events.lost();
                reports.changed();
            }
        }
    }
}
