package org.palisade.agent.connection;

import java.time.Duration;

/**
 * How long a question may take.
 *
 * @param object   for one object, from when the server has the question; 1 ms to 24 h; also how long a server may have no room for it
 * @param patience without any connection, and for a server that asks to try again later
 */
public record Terms(Duration object, Duration patience) {
}
