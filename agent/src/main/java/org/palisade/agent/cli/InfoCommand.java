package org.palisade.agent.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import org.palisade.agent.control.AgentState;
import org.palisade.agent.control.ControlClient;
import org.palisade.agent.control.Order;
import org.palisade.networkagent.Json;
import org.palisade.protocol.http.GapReport;

/** How the running agent is. */
public final class InfoCommand {

    private InfoCommand() {
    }

    /**
     * Shows it.
     *
     * @return the exit code
     */
    public static int run(Path home, boolean json, PrintWriter out) throws IOException {
        ControlClient.ask(home, Order.info(), reply -> {
            AgentState state = reply.state();
            if (json) {
                out.println(Json.write(state));
                return;
            }
            out.println("Light Agent   " + state.id() + " on " + Shown.plain(state.host()) + ", version " + state.version());
            out.println("SVM           " + (state.svm() == null ? "not connected" : state.svm() + " at " + state.svmAddress()));
            state.leftOut().forEach(svm -> out.println("  left out    " + Shown.plain(svm)));
            out.println("Signatures    " + (state.signatureSet() == null ? "not known yet" : state.signatureSet()));
            out.println("Protection    " + state.protection());
            state.watched().forEach(folder -> out.println("  watched     " + Shown.plain(folder)));
            out.println("Remembered    " + state.ledgerFiles() + " files");
            show(state.gaps(), out);
        });
        return Exit.OK;
    }

    private static void show(GapReport gaps, PrintWriter out) {
        out.println("Gaps          " + gaps.open() + " files to scan, " + gaps.closed() + " closed, " + gaps.letThrough() + " openings let through");
        out.println("  unprotected " + minutes(gaps.seconds()) + " without an SVM" + (lasts(gaps) ? ", and now" : ""));
        if (gaps.unrecorded() > 0) {
            out.println("  unrecorded  " + gaps.unrecorded() + " files were let through that could not be recorded");
        }
        if (gaps.damaged() > 0) {
            out.println("  damaged     " + gaps.damaged() + " places of the ledger could not be read");
        }
    }

    private static boolean lasts(GapReport gaps) {
        return !gaps.periods().isEmpty() && gaps.periods().get(gaps.periods().size() - 1).end() == null;
    }

    private static String minutes(long seconds) {
        return seconds / 60 + " min " + seconds % 60 + " s";
    }
}
