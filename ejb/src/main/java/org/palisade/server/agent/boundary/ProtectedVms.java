package org.palisade.server.agent.boundary;

import jakarta.ejb.Stateless;
import java.util.List;
import org.palisade.server.account.boundary.Enrolled;
import org.palisade.server.account.boundary.Enrolment;
import org.palisade.server.platform.boundary.Caller;

/** Protected VMs and their agents: enrolment, reports, the list for the console. */
@Stateless
public class ProtectedVms {

    /** Gives a new agent its identity; the token stands for the caller. */
    public Enrolled enrol(Enrolment enrolment) {
        throw new UnsupportedOperationException();
    }

    /** Takes in what an agent says of itself. */
    public void report(Caller caller, AgentStatement statement) {
        throw new UnsupportedOperationException();
    }

    /** All protected VMs of the caller's tenant, by host name. */
    public List<ProtectedVmEntry> list(Caller caller) {
        throw new UnsupportedOperationException();
    }
}
