package org.palisade.server.agent.boundary;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * One protected VM as the console sees it.
 *
 * @param id         its agent's id
 * @param host       the guest's own name
 * @param version    version of the agent
 * @param state      what is known of the agent
 * @param svm        the SVM it is connected to; empty if none
 * @param protection how it protects files; empty before the first report
 * @param lastReport when it last reported; empty before the first report
 */
public record ProtectedVmEntry(UUID id, String host, String version, AgentState state, Optional<UUID> svm, Optional<Protection> protection,
                               Optional<Instant> lastReport) {
}
