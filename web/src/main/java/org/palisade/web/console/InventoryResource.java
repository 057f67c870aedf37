package org.palisade.web.console;

import jakarta.ejb.EJB;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.time.Clock;
import java.time.Duration;
import org.palisade.protocol.http.ConsoleRecords;
import org.palisade.server.agent.boundary.ProtectedVms;
import org.palisade.server.event.boundary.SecurityEvents;
import org.palisade.server.platform.boundary.Caller;
import org.palisade.server.svm.boundary.Svms;
import org.palisade.web.security.CurrentCaller;
import org.palisade.web.wire.Outgoing;

/** What there is: SVMs, agents, and both in numbers. */
@Path("/")
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
public class InventoryResource {

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

    /** The installation in numbers. */
    @GET
    @Path("overview")
    public ConsoleRecords.Overview overview() {
        Caller who = caller.get();
        return Outgoing.overview(svms.count(who), svms.running(who), vms.count(who), vms.connected(who),
                events.detectionsSince(who, clock.instant().minus(LATELY)));
    }

    /** All SVMs. */
    @GET
    @Path("svms")
    public ConsoleRecords.Svms svms() {
        return Outgoing.svms(svms.list(caller.get()));
    }

    /** All agents. */
    @GET
    @Path("agents")
    public ConsoleRecords.Agents agents() {
        return Outgoing.agents(vms.list(caller.get()));
    }
}
