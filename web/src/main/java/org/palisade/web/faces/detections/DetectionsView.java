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

/** The latest detections, newest first. A page that only asks whether there is a new one loads none of them. */
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

    private long newest;
    private List<ConsoleRecords.Event> rows;
    private Map<String, String> hosts;

    @PostConstruct
    void load() {
        // Before the rows: one that arrives in between is then seen as new the next time, not never.
        newest = events.newestDetection(caller.get());
    }

    private void loadRows() {
        if (rows != null) {
            return;
        }
        Caller who = caller.get();
        rows = Outgoing.events(events.latestDetections(who, MOST));
        hosts = vms.list(who).stream().collect(Collectors.toMap(vm -> "agent:" + vm.id(), ProtectedVmEntry::host));
    }

    /** The detections, at most 500. */
    public List<ConsoleRecords.Event> getRows() {
        loadRows();
        return rows;
    }

    /** The first few of them. */
    public List<ConsoleRecords.Event> getLatest() {
        loadRows();
        return rows.subList(0, Math.min(8, rows.size()));
    }

    /** Where it was found: the name of the guest, or the source itself if it is not known any more. */
    public String host(ConsoleRecords.Event detection) {
        loadRows();
        return hosts.getOrDefault(detection.source(), detection.source());
    }

    /** Differs when there is a new one. */
    public String getState() {
        return Long.toString(newest);
    }
}
