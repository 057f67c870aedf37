package org.palisade.web.faces.agents;

import jakarta.annotation.PostConstruct;
import jakarta.ejb.EJB;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.palisade.protocol.http.ConsoleRecords;
import org.palisade.server.agent.boundary.ProtectedVms;
import org.palisade.server.platform.boundary.Caller;
import org.palisade.server.svm.boundary.SvmEntry;
import org.palisade.server.svm.boundary.Svms;
import org.palisade.web.security.CurrentCaller;
import org.palisade.web.wire.Outgoing;

/** The list of agents. */
@Named("agents")
@RequestScoped
public class AgentsView {

    @EJB
    ProtectedVms vms;
    @EJB
    Svms svms;
    @Inject
    CurrentCaller caller;

    private List<ConsoleRecords.Agent> rows;
    private Map<String, String> hosts;

    @PostConstruct
    void load() {
        Caller who = caller.get();
        rows = Outgoing.agents(vms.list(who)).agents();
        hosts = svms.list(who).stream().collect(Collectors.toMap(svm -> svm.id().toString(), SvmEntry::host));
    }

    /** The agents, by name. */
    public List<ConsoleRecords.Agent> getRows() {
        return rows;
    }

    /** The name of an agent's SVM; its id if the SVM is not known any more; empty if it has none. */
    public String svm(ConsoleRecords.Agent agent) {
        return agent.svm() == null ? "" : hosts.getOrDefault(agent.svm(), agent.svm());
    }

    /** Differs when the list does. */
    public String getState() {
        return Integer.toHexString(rows.hashCode());
    }
}
