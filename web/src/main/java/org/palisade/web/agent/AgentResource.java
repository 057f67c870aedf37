package org.palisade.web.agent;

import jakarta.ejb.EJB;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.palisade.protocol.http.Accepted;
import org.palisade.protocol.http.AgentPolicy;
import org.palisade.protocol.http.AgentReport;
import org.palisade.protocol.http.EnrolmentRequest;
import org.palisade.protocol.http.EventBatch;
import org.palisade.protocol.http.SvmList;
import org.palisade.server.agent.boundary.ProtectedVms;
import org.palisade.server.event.boundary.SecurityEvents;
import org.palisade.server.policy.boundary.Policies;
import org.palisade.server.svm.boundary.Svms;
import org.palisade.web.security.CurrentCaller;
import org.palisade.web.wire.Incoming;
import org.palisade.web.wire.Outgoing;

/** What a Light Agent tells the Integration Server and learns from it. */
@Path("/")
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
public class AgentResource {

    @EJB
    ProtectedVms vms;
    @EJB
    Svms svms;
    @EJB
    Policies policies;
    @EJB
    SecurityEvents events;
    @Inject
    CurrentCaller caller;
    @Inject
    HttpServletRequest http;

    /** Gives a new agent its identity. */
    @POST
    @Path("enrol")
    public Response enrol(EnrolmentRequest request) {
        return Response.status(Response.Status.CREATED).entity(Outgoing.reply(vms.enrol(Incoming.enrolment(request, http.getRemoteAddr())))).build();
    }

    /** Takes in what the agent says of itself. */
    @PUT
    @Path("report")
    public void report(AgentReport report) {
        vms.report(caller.get(), Incoming.statement(report));
    }

    /** The SVMs the agent may connect to. */
    @GET
    @Path("svms")
    public SvmList svms() {
        return Outgoing.selectable(svms.selectable(caller.get()));
    }

    /** The policy in force. */
    @GET
    @Path("policy")
    public AgentPolicy policy() {
        return Outgoing.policy(policies.effective(caller.get()));
    }

    /** Takes in events. */
    @POST
    @Path("events")
    public Accepted events(EventBatch batch) {
        return new Accepted(events.accept(caller.get(), Incoming.events(batch)));
    }
}
