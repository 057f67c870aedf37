package org.palisade.web.console;

import jakarta.ejb.EJB;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.Optional;
import org.palisade.protocol.http.ConsoleRecords;
import org.palisade.server.event.boundary.SecurityEvents;
import org.palisade.server.platform.boundary.Problem;
import org.palisade.server.platform.boundary.ProblemException;
import org.palisade.web.security.CurrentCaller;
import org.palisade.web.wire.Incoming;
import org.palisade.web.wire.Outgoing;

/** What happened. */
@Path("/events")
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
public class EventResource {

    private static final long USUAL = 100;
    private static final long MOST = 1000;

    @EJB
    SecurityEvents events;
    @Inject
    CurrentCaller caller;

    /** Events, oldest first. */
    @GET
    public ConsoleRecords.Events find(@QueryParam("after") String after, @QueryParam("kind") String kind, @QueryParam("limit") String limit) {
        long wanted = Incoming.number(limit, USUAL, "/limit");
        if (wanted < 1 || wanted > MOST) {
            throw new ProblemException(Problem.INVALID, "limit lies between 1 and " + MOST, List.of("/limit"));
        }
        return Outgoing.events(events.find(caller.get(), Incoming.number(after, 0, "/after"), Optional.ofNullable(kind), (int) wanted));
    }
}
