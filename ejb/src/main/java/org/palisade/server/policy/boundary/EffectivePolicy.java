package org.palisade.server.policy.boundary;

import java.util.UUID;

/**
 * The policy in force for an agent.
 *
 * @param id            the policy's id
 * @param name          its name
 * @param version       grows with each change
 * @param action        what happens to an infected file
 * @param noVerdict     what happens when no verdict comes
 * @param objectSeconds time limit for one object, seconds, 1–3600
 */
public record EffectivePolicy(UUID id, String name, int version, InfectedAction action, NoVerdict noVerdict, int objectSeconds) {
}
