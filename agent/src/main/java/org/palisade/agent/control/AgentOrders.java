package org.palisade.agent.control;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.palisade.agent.event.SecurityEvents;
import org.palisade.agent.file.RawPath;
import org.palisade.agent.intercept.Mount;
import org.palisade.agent.quarantine.Entry;
import org.palisade.agent.quarantine.Quarantine;
import org.palisade.agent.quarantine.Treatment;
import org.palisade.agent.scan.Inspector;
import org.palisade.agent.scan.Report;
import org.palisade.agent.scan.ScanConfig;
import org.palisade.agent.scan.TreeScan;
import org.palisade.protocol.scan.Digest;

/** The orders this agent knows. */
public final class AgentOrders implements ControlServer.Orders {

    private static final long TELL = TimeUnit.MILLISECONDS.toNanos(200);

    private final Supplier<AgentState> state;
    private final Inspector inspector;
    private final Treatment treatment;
    private final ScanConfig scans;
    private final Quarantine quarantine;
    private final SecurityEvents events;
    private final LongSupplier nanoTime;

    public AgentOrders(Supplier<AgentState> state, Inspector inspector, Treatment treatment, ScanConfig scans, Quarantine quarantine,
            SecurityEvents events, LongSupplier nanoTime) {
        this.state = state;
        this.inspector = inspector;
        this.treatment = treatment;
        this.scans = scans;
        this.quarantine = quarantine;
        this.events = events;
        this.nanoTime = nanoTime;
    }

    @Override
    public void carryOut(Order order, ControlServer.Answer answer) throws IOException, InterruptedException {
        switch (order.command() == null ? "" : order.command()) {
            case "info" -> answer.send(Reply.of(state.get()));
            case "scan" -> answer.send(Reply.of(scan(order, answer)));
            case "quarantine-list" -> answer.send(Reply.of(quarantine.list()));
            case "quarantine-restore" -> {
                restore(order);
                answer.send(Reply.done());
            }
            case "quarantine-delete" -> {
                quarantine.delete(id(order));
                answer.send(Reply.done());
            }
            default -> throw new IOException("the agent does not know this order");
        }
    }

    private Report.Summary scan(Order order, ControlServer.Answer answer) throws IOException, InterruptedException {
        List<Path> trees = new ArrayList<>();
        for (String path : order.paths() == null ? List.<String>of() : order.paths()) {
            trees.add(path(path).path());
        }
        if (trees.isEmpty()) {
            throw new IOException("a scan needs a path");
        }
        return new TreeScan(inspector, treatment, scans, Mount.pseudo(), new Lines(answer), nanoTime).run(trees);
    }

    private void restore(Order order) throws IOException {
        Optional<RawPath> to = order.to() == null ? Optional.empty() : Optional.of(path(order.to()));
        Entry entry = quarantine.restore(id(order), to);
        events.restored(to.orElse(entry.original()), entry.threat(), Digest.ofHex(entry.digest()));
    }

    private static String id(Order order) throws IOException {
        if (order.id() == null) {
            throw new IOException("an id is needed");
        }
        return order.id();
    }

    private static RawPath path(String encoded) throws IOException {
        if (encoded == null) {
            throw new IOException("a path is missing");
        }
        try {
            return RawPath.ofEncoded(encoded);
        } catch (IllegalArgumentException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    /** A scan's report as lines of an answer; progress at most five times a second. */
    private final class Lines implements Report {

        private final ControlServer.Answer answer;
        private long told = nanoTime.getAsLong();
        private boolean alone;

        Lines(ControlServer.Answer answer) {
            this.answer = answer;
        }

        @Override
        public synchronized void line(Report.Line line) {
            send(Reply.of(line));
        }

        @Override
        public synchronized boolean progress(long files, long bytes) {
            long now = nanoTime.getAsLong();
            if (now - told >= TELL) {
                told = now;
                send(Reply.progress(files, bytes));
            }
            return !alone;
        }

        private void send(Reply reply) {
            try {
                answer.send(reply);
            } catch (IOException e) {
                alone = true;
            }
        }
    }
}
