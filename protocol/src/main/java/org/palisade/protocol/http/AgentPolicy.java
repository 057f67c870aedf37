package org.palisade.protocol.http;

/**
 * The policy in force for an agent: GET {@code /api/v1/agent/policy}.
 *
 * @param id         the policy's id
 * @param name       its name
 * @param version    grows with each change
 * @param action     what happens to an infected file: {@code quarantine}, {@code block} or {@code notify}
 * @param noVerdict  what happens when no verdict comes: {@code hold} (5 s, then allow and queue), {@code allow} or {@code deny}
 * @param objectSeconds time limit for one object, seconds, 1–3600
 */
public record AgentPolicy(String id, String name, int version, String action, String noVerdict, int objectSeconds) {
}
