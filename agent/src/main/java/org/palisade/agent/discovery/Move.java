package org.palisade.agent.discovery;

import java.util.Optional;

/**
 * The agent is to leave the SVM it is connected to.
 *
 * @param to  where to; empty if it may go nowhere
 * @param why for the log
 */
public record Move(Optional<Svm> to, String why) {
}
