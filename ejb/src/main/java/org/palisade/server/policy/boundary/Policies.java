package org.palisade.server.policy.boundary;

import jakarta.ejb.Stateless;
import java.util.List;
import org.palisade.server.platform.boundary.Caller;

/** Policies for Protection Servers and Light Agents. */
@Stateless
public class Policies {

    /** The policy in force for the calling agent. */
    public EffectivePolicy effective(Caller caller) {
        throw new UnsupportedOperationException();
    }

    /** The policies of the caller's tenant. */
    public List<PolicyEntry> list(Caller caller) {
        throw new UnsupportedOperationException();
    }
}
