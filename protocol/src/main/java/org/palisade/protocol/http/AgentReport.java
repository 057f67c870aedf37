package org.palisade.protocol.http;

/**
 * What an agent says of itself every 5 minutes and at once on change: PUT {@code /api/v1/agent/report}.
 *
 * @param host       the guest's own name
 * @param version    version of the agent
 * @param state      {@code connected}, {@code disconnected} (no SVM) or {@code stopped}
 * @param svm        id of the SVM it is connected to; null if none
 * @param protection {@code on-access}, {@code watching} or {@code none}
 * @param gaps       what it could not protect; null, or absent from an older agent, if it does not tell
 */
public record AgentReport(String host, String version, String state, String svm, String protection, GapReport gaps) {
}
