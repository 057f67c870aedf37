package org.palisade.server.agent.boundary;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

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

    /** JSON pointers to what cannot be; empty if all is well. */
    List<String> wrong() {
        List<String> wrong = new ArrayList<>();
        refuse(wrong, "/host", length(host, 253));
        refuse(wrong, "/version", length(version, 64));
        refuse(wrong, "/state", AgentState.reported(state).isPresent());
        refuse(wrong, "/svm", svm.isEmpty() || isId(svm.get()));
        refuse(wrong, "/protection", Protection.of(protection).isPresent());
        return wrong;
    }

    private static boolean isId(String text) {
        try {
            return UUID.fromString(text).toString().equals(text);
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static boolean length(String text, int most) {
        return !text.isBlank() && text.length() <= most;
    }

    private static void refuse(List<String> wrong, String pointer, boolean right) {
        if (!right) {
            wrong.add(pointer);
        }
    }
}
