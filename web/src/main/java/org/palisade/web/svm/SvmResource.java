package org.palisade.web.svm;

import jakarta.ejb.EJB;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.palisade.protocol.http.Accepted;
import org.palisade.protocol.http.EnrolmentRequest;
import org.palisade.protocol.http.EventBatch;
import org.palisade.protocol.http.ReportReply;
import org.palisade.protocol.http.SvmReport;
import org.palisade.server.event.boundary.SecurityEvents;
import org.palisade.server.svm.boundary.Svms;
import org.palisade.web.security.CurrentCaller;
import org.palisade.web.wire.Incoming;
import org.palisade.web.wire.Outgoing;
import org.palisade.web.wire.Sessions;

/** What an SVM tells the Integration Server. */
@Path("/")
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
public class SvmResource {

    @EJB
    Svms svms;
    @EJB
    SecurityEvents events;
    @Inject
    CurrentCaller caller;
    @Inject
    HttpServletRequest http;

    /** Gives a new SVM its identity. */
    @POST
    @Path("enrol")
    public Response enrol(EnrolmentRequest request) {
        return Response.status(Response.Status.CREATED).entity(Outgoing.reply(svms.enrol(Incoming.enrolment(request, http.getRemoteAddr())))).build();
    }

    /** Takes in what the SVM says of itself; says what of its journal is stored, and its licence. */
    @PUT
    @Path("report")
    public ReportReply report(SvmReport report) {
        return Sessions.outgoing(svms.report(caller.get(), Incoming.statement(report), Sessions.incoming(report)));
    }

    /** Takes in events. */
    @POST
    @Path("events")
    public Accepted events(EventBatch batch) {
        return new Accepted(events.accept(caller.get(), Incoming.events(batch)));
    }
}
