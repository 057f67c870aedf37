package org.palisade.agent.discovery;

import java.util.Set;

/** What the guest is for; it decides which licence key counts it. */
public enum Role {

    SERVER("server"),
    WORKSTATION("desktop");

    private final Set<String> keys;

    Role(String key) {
        // Cores and processors are counted whatever the guest is for.
        this.keys = Set.of(key, "cores", "processors");
    }

    /** Whether a key of such a kind counts this guest. */
    boolean fits(String key) {
        return keys.contains(key);
    }
}
