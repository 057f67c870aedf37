package org.palisade.agent.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import org.palisade.agent.control.ControlClient;
import org.palisade.agent.control.Order;
import org.palisade.agent.control.Reply;
import org.palisade.agent.file.RawPath;
import org.palisade.agent.scan.Report;
import org.palisade.networkagent.Json;

/** Scans paths through the running agent and its SVM. */
public final class ScanCommand {

    private final boolean json;
    private final boolean terminal;
    private final PrintWriter out;
    private final PrintWriter err;
    private int exit = Exit.NOT_SCANNED;
    private int drawn;

    /**
     * A scan.
     *
     * @param terminal whether progress is shown
     */
    public ScanCommand(boolean json, boolean terminal, PrintWriter out, PrintWriter err) {
        this.json = json;
        this.terminal = terminal;
        this.out = out;
        this.err = err;
    }

    /**
     * Scans.
     *
     * @return 1 if something is infected, else 2 if something was not scanned, else 0
     */
    public int run(Path home, List<Path> paths) throws IOException {
        try {
            ControlClient.ask(home, Order.scan(paths.stream().map(path -> RawPath.of(path).text()).toList()), this::show);
        } catch (ControlClient.NotRunningException e) {
            err.println("palisade: " + e.getMessage() + "; nothing was scanned");
            return Exit.NOT_SCANNED;
        }
        return exit;
    }

    private void show(Reply reply) {
        if (reply.progress() != null) {
            if (terminal) {
                draw(reply.progress().files() + " files, " + Shown.bytes(reply.progress().bytes()));
            }
            return;
        }
        draw("");
        if (reply.line() != null) {
            out.println(json ? Json.write(reply.line()) : text(reply.line()));
        } else if (reply.summary() != null) {
            Report.Summary summary = reply.summary();
            out.println(json ? Json.write(summary) : text(summary));
            exit = summary.infected() > 0 ? Exit.INFECTED : summary.notScanned() > 0 ? Exit.NOT_SCANNED : Exit.OK;
        }
        out.flush();
    }

    private void draw(String text) {
        if (terminal && (drawn > 0 || !text.isEmpty())) {
            err.print("\r" + text + " ".repeat(Math.max(0, drawn - text.length())) + (text.isEmpty() ? "\r" : ""));
            err.flush();
            drawn = text.length();
        }
    }

    private static String text(Report.Line line) {
        String what = line.threat() == null ? line.status() + " (" + line.reason() + ")" : line.status() + " " + line.threat();
        return Shown.plain(what + "  " + line.path());
    }

    private static String text(Report.Summary summary) {
        return summary.files() + " files, " + Shown.bytes(summary.bytes()) + " in " + summary.seconds() + " s: " + summary.infected() + " infected, "
                + summary.notScanned() + " not scanned; " + summary.localHits() + " known here, " + summary.sharedHits() + " known to the SVM";
    }
}
