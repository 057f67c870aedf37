package org.palisade.agent.control;

import java.util.List;
import org.palisade.agent.quarantine.Entry;
import org.palisade.agent.scan.Report;

/**
 * One line of an answer; of the fields below {@code kind} only the one it names is there.
 *
 * @param kind    {@code state}, {@code line}, {@code progress}, {@code summary}, {@code entries}, {@code done} or {@code error}
 * @param message what went wrong, for people
 */
public record Reply(String kind, AgentState state, Report.Line line, Report.Summary summary, Progress progress, List<Entry> entries, String message) {

    /** How far a scan is. */
    public record Progress(long files, long bytes) {
    }

    static Reply of(AgentState state) {
        return new Reply("state", state, null, null, null, null, null);
    }

    static Reply of(Report.Line line) {
        return new Reply("line", null, line, null, null, null, null);
    }

    static Reply of(Report.Summary summary) {
        return new Reply("summary", null, null, summary, null, null, null);
    }

    static Reply progress(long files, long bytes) {
        return new Reply("progress", null, null, null, new Progress(files, bytes), null, null);
    }

    static Reply of(List<Entry> entries) {
        return new Reply("entries", null, null, null, null, entries, null);
    }

    static Reply done() {
        return new Reply("done", null, null, null, null, null, null);
    }

    static Reply error(String message) {
        return new Reply("error", null, null, null, null, null, message);
    }
}
