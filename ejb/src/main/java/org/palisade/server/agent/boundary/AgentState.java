package org.palisade.server.agent.boundary;

import java.util.Locale;
import java.util.Optional;

/** What is known of the agent of a protected VM. */
public enum AgentState {
    /** It has an identity and never reported. */
    ENROLLED,
    /** It is connected to an SVM. */
    CONNECTED,
    /** It runs, without any SVM. */
    DISCONNECTED,
    /** It said that it stops. */
    STOPPED,
    /** Its last report is too old. */
    SILENT;

    /** The word used on every wire: lower case. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** What an agent may say of itself; empty for anything else. */
    static Optional<AgentState> reported(String word) {
        for (AgentState state : new AgentState[] {CONNECTED, DISCONNECTED, STOPPED}) {
            if (state.word().equals(word)) {
                return Optional.of(state);
            }
        }
        return Optional.empty();
    }
}
