package org.palisade.web.faces.overview;

import jakarta.annotation.PostConstruct;
import jakarta.ejb.EJB;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.time.Clock;
import java.time.Duration;
import org.palisade.protocol.http.ConsoleRecords;
import org.palisade.server.agent.boundary.ProtectedVms;
import org.palisade.server.event.boundary.SecurityEvents;
import org.palisade.server.platform.boundary.Caller;
import org.palisade.server.svm.boundary.Svms;
import org.palisade.web.security.CurrentCaller;
import org.palisade.web.wire.Outgoing;

/** The installation in numbers. */
@Named("overview")
@RequestScoped
public class OverviewView {

    private static final Duration LATELY = Duration.ofHours(24);

    @EJB
    Svms svms;
    @EJB
    ProtectedVms vms;
    @EJB
    SecurityEvents events;
    @Inject
    CurrentCaller caller;
    @Inject
    Clock clock;

    private ConsoleRecords.Overview numbers;

    @PostConstruct
    void load() {
        Caller who = caller.get();
        numbers = Outgoing.overview(svms.count(who), svms.running(who), vms.count(who), vms.connected(who),
                events.detectionsSince(who, clock.instant().minus(LATELY)));
    }

    /** The numbers. */
    public ConsoleRecords.Overview getNumbers() {
        return numbers;
    }

    /** Differs when a number does. */
    public String getState() {
        return Integer.toHexString(numbers.hashCode());
    }
}
