package org.palisade.web.console;

import jakarta.ejb.EJB;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.palisade.protocol.http.ConsoleRecords;
import org.palisade.server.account.boundary.Accounts;
import org.palisade.server.account.boundary.EnrolmentTokens;
import org.palisade.web.security.CurrentCaller;
import org.palisade.web.wire.Incoming;
import org.palisade.web.wire.Outgoing;

/** What lets somebody in: the caller's own password, and tokens for new SVMs and agents. */
@Path("/")
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
public class AccountResource {

    @EJB
    Accounts accounts;
    @EJB
    EnrolmentTokens tokens;
    @Inject
    CurrentCaller caller;

    /** Makes an enrolment token. */
    @POST
    @Path("tokens")
    public Response token(ConsoleRecords.TokenOrder order) {
        return Response.status(Response.Status.CREATED)
                .entity(Outgoing.token(tokens.order(caller.get(), Incoming.kind(order), order.uses(), order.days()))).build();
    }

    /** Changes the caller's own password. */
    @PUT
    @Path("password")
    public void password(ConsoleRecords.PasswordChange change) {
        accounts.changePassword(caller.get(), Incoming.password(change.current(), "/current"), Incoming.password(change.wanted(), "/wanted"));
    }
}
