package org.palisade.protocol.http;

/**
 * Answer to a batch of events.
 *
 * @param accepted how many were new
 */
public record Accepted(int accepted) {
}
