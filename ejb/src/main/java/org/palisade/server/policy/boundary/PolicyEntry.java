package org.palisade.server.policy.boundary;

import java.util.UUID;

/**
 * One policy as the console lists it.
 *
 * @param id      its id
 * @param kind    whom it is for
 * @param name    its name
 * @param version grows with each change
 */
public record PolicyEntry(UUID id, PolicyKind kind, String name, int version) {
}
