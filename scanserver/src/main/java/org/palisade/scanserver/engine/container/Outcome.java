package org.palisade.scanserver.engine.container;

import java.util.Optional;
import org.palisade.protocol.scan.Reason;

/**
 * How a walk ended.
 *
 * @param reason  the most telling reason why not everything was looked at; none if everything was
 * @param stopped whether the visitor stopped it
 */
public record Outcome(Optional<Reason> reason, boolean stopped) {
}
