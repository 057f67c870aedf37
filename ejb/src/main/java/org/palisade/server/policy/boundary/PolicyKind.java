package org.palisade.server.policy.boundary;

/** Whom a policy is for. */
public enum PolicyKind {
    /** Protection Servers. */
    SVM,
    /** Light Agents. */
    AGENT
}
