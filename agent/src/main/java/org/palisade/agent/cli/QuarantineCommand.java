package org.palisade.agent.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Optional;
import org.palisade.agent.control.ControlClient;
import org.palisade.agent.control.Order;
import org.palisade.agent.file.RawPath;
import org.palisade.networkagent.Json;

/** Files taken away on this guest. */
public final class QuarantineCommand {

    private QuarantineCommand() {
    }

    /** Shows what is there. */
    public static int list(Path home, boolean json, PrintWriter out) throws IOException {
        ControlClient.ask(home, Order.list(), reply -> {
            if (reply.entries().isEmpty() && !json) {
                out.println("The quarantine is empty.");
            }
            reply.entries().forEach(entry -> out.println(json ? Json.write(entry)
                    : Shown.plain(entry.id() + "  " + entry.taken() + "  " + entry.threat() + "  " + Shown.bytes(entry.size()) + "  " + entry.path())));
        });
        return Exit.OK;
    }

    /**
     * Puts a file back.
     *
     * @param to another place than the one it came from
     */
    public static int restore(Path home, String id, Optional<RawPath> to, boolean json, PrintWriter out) throws IOException {
        ControlClient.ask(home, Order.restore(id, to),
                reply -> out.println(json ? "{\"restored\":\"" + id + "\"}" : "Restored. It is left alone until it changes."));
        return Exit.OK;
    }

    /** Deletes a file for good. */
    public static int delete(Path home, String id, boolean json, PrintWriter out) throws IOException {
        ControlClient.ask(home, Order.delete(id), reply -> out.println(json ? "{\"deleted\":\"" + id + "\"}" : "Deleted for good."));
        return Exit.OK;
    }
}
