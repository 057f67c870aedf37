package org.palisade.agent.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.palisade.agent.control.ControlClient;
import org.palisade.agent.control.Order;
import org.palisade.agent.control.Reply;
import org.palisade.agent.file.RawPath;
import org.palisade.agent.scan.Report;
import org.palisade.networkagent.Json;

/**
 * Scans paths through the running agent and its SVM. If the agent leaves before the end, what it told until then is summed up here: whoever reads the last
 * line or the exit code never takes half a scan for a whole one.
 */
public final class ScanCommand {

    private final boolean json;
    private final boolean terminal;
    private final PrintWriter out;
    private final PrintWriter err;
    private final LongSupplier nanoTime;
    private Reply.Progress progress = new Reply.Progress(0, 0);
    private Optional<Report.Summary> summary = Optional.empty();
    private long infected;
    private long notScanned;
    private int drawn;

    /**
     * A scan.
     *
     * @param terminal whether progress is shown
     * @param nanoTime a clock for durations
     */
    public ScanCommand(boolean json, boolean terminal, PrintWriter out, PrintWriter err, LongSupplier nanoTime) {
        this.json = json;
        this.terminal = terminal;
        this.out = out;
        this.err = err;
        this.nanoTime = nanoTime;
    }

    /**
     * Scans.
     *
     * @return 1 if something is infected, else 2 if something was not scanned, else 0
     */
    public int run(Path home, List<RawPath> paths) {
        long began = nanoTime.getAsLong();
        try {
            ControlClient.ask(home, Order.scan(paths), this::show);
        } catch (ControlClient.NotRunningException e) {
            cutOff(e.getMessage() + "; nothing was scanned", began);
        } catch (IOException e) {
            cutOff(e.getMessage() + "; the scan is not complete", began);
        }
        Report.Summary end = summary.orElseThrow();
        return end.infected() > 0 ? Exit.INFECTED : end.notScanned() > 0 ? Exit.NOT_SCANNED : Exit.OK;
    }

    /** The agent did not say how it went; the files it did not come to count as one that was not scanned. */
    private void cutOff(String why, long began) {
        draw("");
        err.println("palisade: " + why);
        err.flush();
        double seconds = TimeUnit.NANOSECONDS.toMillis(nanoTime.getAsLong() - began) / 1000.0;
        end(new Report.Summary(Math.max(progress.files(), infected + notScanned), progress.bytes(), infected, notScanned + 1, 0, 0, seconds));
    }

    private void end(Report.Summary how) {
        summary = Optional.of(how);
        out.println(json ? Json.write(how) : text(how));
        out.flush();
    }

    private void show(Reply reply) {
        if (reply.progress() != null) {
            progress = reply.progress();
            if (terminal) {
                draw(reply.progress().files() + " files, " + Shown.bytes(reply.progress().bytes()));
            }
            return;
        }
        draw("");
        if (reply.line() != null) {
            if (reply.line().threat() == null) {
                notScanned++;
            } else {
                infected++;
            }
            out.println(json ? Json.write(reply.line()) : text(reply.line()));
            out.flush();
        } else if (reply.summary() != null) {
            end(reply.summary());
        }
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
        return Shown.plain(what + "  " + line.path() + (line.member() == null ? "" : "  in it: " + line.member()));
    }

    private static String text(Report.Summary summary) {
        return summary.files() + " files, " + Shown.bytes(summary.bytes()) + " in " + summary.seconds() + " s: " + summary.infected() + " infected, "
                + summary.notScanned() + " not scanned; " + summary.localHits() + " known here, " + summary.sharedHits() + " known to the SVM";
    }
}
