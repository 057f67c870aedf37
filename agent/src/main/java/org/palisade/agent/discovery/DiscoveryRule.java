package org.palisade.agent.discovery;

import java.time.Duration;

/**
 * When to ask for the list again. Connected: every 5 minutes. No SVM known, or none of the known ones to be had, and the last attempt failed: every
 * 30 seconds. Not connected although a list came: soon, each time a little later, up to those 30 seconds.
 */
final class DiscoveryRule {

    static final Duration FAILED = Duration.ofSeconds(30);
    static final Duration KNOWN = Duration.ofMinutes(5);
    private static final Duration SOON = Duration.ofSeconds(1);

    private Duration soon = SOON;

    /**
     * The pause between the last attempt and the next.
     *
     * @param failed    whether the last attempt brought no list
     * @param connected whether the agent is connected to an SVM
     */
    Duration pause(boolean failed, boolean connected) {
        if (connected) {
            return KNOWN;
        }
        return failed ? FAILED : soon;
    }

    /** A list came that did not lead to a connection: the next pause is longer. */
    void inVain() {
        Duration longer = soon.multipliedBy(2);
        soon = longer.compareTo(FAILED) < 0 ? longer : FAILED;
    }

    /** A connection was made or lost: begin with short pauses again. */
    void again() {
        soon = SOON;
    }
}
