package org.palisade.server.agent.boundary;

import java.util.Objects;
import java.util.Optional;

/**
 * What an agent says of itself. Absent text may be handed in as null and counts as empty: the report refuses it with a pointer.
 *
 * @param host       the guest's own name, 1–253 characters
 * @param version    version of the agent, 1–64 characters
 * @param state      {@code connected}, {@code disconnected} or {@code stopped}
 * @param svm        id of the SVM it is connected to, a UUID; empty if none
 * @param protection {@code on-access}, {@code watching} or {@code none}
 */
public record AgentStatement(String host, String version, String state, Optional<String> svm, String protection) {

    public AgentStatement {
        host = Objects.requireNonNullElse(host, "");
        version = Objects.requireNonNullElse(version, "");
        state = Objects.requireNonNullElse(state, "");
        Objects.requireNonNull(svm, "svm");
        protection = Objects.requireNonNullElse(protection, "");
    }
}
