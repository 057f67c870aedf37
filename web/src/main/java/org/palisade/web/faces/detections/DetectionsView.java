package org.palisade.web.faces.detections;

import jakarta.annotation.PostConstruct;
import jakarta.ejb.EJB;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.palisade.protocol.http.ConsoleRecords;
import org.palisade.server.agent.boundary.ProtectedVmEntry;
import org.palisade.server.agent.boundary.ProtectedVms;
import org.palisade.server.event.boundary.SecurityEvents;
import org.palisade.server.platform.boundary.Caller;
import org.palisade.web.security.CurrentCaller;
import org.palisade.web.wire.Outgoing;

/** The latest detections, newest first. */
@Named("detections")
@RequestScoped
public class DetectionsView {

    private static final int MOST = 500;

    @EJB
    SecurityEvents events;
    @EJB
    ProtectedVms vms;
    @Inject
    CurrentCaller caller;

    private List<ConsoleRecords.Event> rows;
    private Map<String, String> hosts;

    @PostConstruct
    void load() {
        Caller who = caller.get();
        rows = Outgoing.events(events.latestDetections(who, MOST));
        hosts = vms.list(who).stream().collect(Collectors.toMap(vm -> "agent:" + vm.id(), ProtectedVmEntry::host));
    }

    /** The detections, at most 500. */
    public List<ConsoleRecords.Event> getRows() {
        return rows;
    }

    /** The first few of them. */
    public List<ConsoleRecords.Event> getLatest() {
        return rows.subList(0, Math.min(8, rows.size()));
    }

    /** Where it was found: the name of the guest, or the source itself if it is not known any more. */
    public String host(ConsoleRecords.Event detection) {
        return hosts.getOrDefault(detection.source(), detection.source());
    }

    /** Differs when there is a new one. */
    public String getState() {
        return rows.isEmpty() ? "0" : Long.toString(rows.get(0).sequence());
    }
}
