package org.palisade.tools;

import jakarta.json.bind.annotation.JsonbNillable;
import jakarta.json.bind.annotation.JsonbPropertyOrder;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.palisade.networkagent.Identity;
import org.palisade.networkagent.Json;
import org.palisade.networkagent.ServerLink;
import org.palisade.networkagent.ServerRefusedException;
import org.palisade.protocol.http.ConsoleRecords;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What there is and how it fares. */
@Command(name = "status", mixinStandardHelpOptions = true, description = "Shows the Integration Server, its SVMs and agents.")
final class StatusCommand implements Callable<Integer> {

    /**
     * The status as scripts read it; its shape is stable.
     */
    @JsonbPropertyOrder({"integrationServer", "protectionServers", "agents"})
    public record Status(IntegrationServer integrationServer, List<ProtectionServer> protectionServers, List<Agent> agents) {
    }

    /** The Integration Server: {@code running}, {@code refusing} (it answers, but not us) or {@code down}. */
    @JsonbPropertyOrder({"url", "state"})
    public record IntegrationServer(String url, String state) {
    }

    /** One Protection Server. */
    @JsonbNillable
    @JsonbPropertyOrder({"id", "address", "state", "connectedAgents", "signatureSet"})
    public record ProtectionServer(String id, String address, String state, int connectedAgents, String signatureSet) {
    }

    /** One agent. */
    @JsonbNillable
    @JsonbPropertyOrder({"id", "host", "state", "svm"})
    public record Agent(String id, String host, String state, String svm) {
    }

    @Mixin
    private ConsoleOptions console;

    @Option(names = "--json", description = "one JSON object for scripts")
    private boolean json;

    @Option(names = "--not-running", paramLabel = "DIR",
            description = "identity folder of a process of this machine that is known not to run; its state is shown as stopped")
    private List<Path> notRunning = List.of();

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        Status status = status();
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(Json.write(status));
        } else {
            print(out, status);
        }
        out.flush();
        return 0;
    }

    private Status status() throws IOException {
        Set<String> stopped = stopped();
        String url = console.server.toString();
        ServerLink link = console.link();
        try {
            List<ProtectionServer> svms = link.get("/api/v1/console/svms", ConsoleRecords.Svms.class).svms().stream()
                    .map(svm -> of(svm, stopped)).toList();
            List<Agent> agents = link.get("/api/v1/console/agents", ConsoleRecords.Agents.class).agents().stream()
                    .map(agent -> of(agent, stopped)).toList();
            return new Status(new IntegrationServer(url, "running"), svms, agents);
        } catch (ServerRefusedException e) {
            return new Status(new IntegrationServer(url, "refusing"), List.of(), List.of());
        } catch (IOException e) {
            return new Status(new IntegrationServer(url, "down"), List.of(), List.of());
        }
    }

    private static ProtectionServer of(ConsoleRecords.Svm svm, Set<String> stopped) {
        boolean dead = stopped.contains(svm.id());
        return new ProtectionServer(svm.id(), svm.address(), dead ? "stopped" : svm.state(), dead ? 0 : svm.connectedAgents(),
                svm.signatureSet());
    }

    private static Agent of(ConsoleRecords.Agent agent, Set<String> stopped) {
        boolean dead = stopped.contains(agent.id());
        return new Agent(agent.id(), agent.host(), dead ? "stopped" : agent.state(), dead ? null : agent.svm());
    }

    private Set<String> stopped() throws IOException {
        Set<String> ids = new HashSet<>();
        for (Path folder : notRunning) {
            Identity.load(folder).ifPresent(identity -> ids.add(identity.name().id().toString()));
        }
        return ids;
    }

    private static void print(PrintWriter out, Status status) {
        out.printf("Integration Server   %-10s %s%n", status.integrationServer().state(), status.integrationServer().url());
        for (ProtectionServer svm : status.protectionServers()) {
            out.printf("Protection Server    %-10s %s, agents %d, signatures %s%n", svm.state(), svm.address(), svm.connectedAgents(),
                    svm.signatureSet());
        }
        for (Agent agent : status.agents()) {
            out.printf("Light Agent          %-10s %s%n", agent.state(), agent.host());
        }
    }
}
