package org.palisade.server.policy.boundary;

import java.util.Locale;

/** Whom a policy is for. */
public enum PolicyKind {
    /** Protection Servers. */
    SVM,
    /** Light Agents. */
    AGENT;

    /** The word used on every wire: lower case. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
