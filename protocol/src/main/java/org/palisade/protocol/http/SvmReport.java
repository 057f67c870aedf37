package org.palisade.protocol.http;

/**
 * What a Protection Server says of itself every 5 minutes and at once on change: PUT {@code /api/v1/svm/report}.
 *
 * @param address         host name or IP address agents connect to
 * @param port            TCP port agents connect to, 1–65535
 * @param path            the SVM's path in the virtual infrastructure; null until one is known
 * @param version         version of the Protection Server
 * @param protocol        highest version of the scan protocol it speaks
 * @param signatureSet    identity of the loaded signature set
 * @param load            mean load of its scan workers over 5 minutes, 0–100 %
 * @param connectedAgents number of agents connected now
 * @param stopping        true in the last report of a Protection Server that is being stopped: agents are to go elsewhere; absent means false
 * @param databasesVersion version of the update package in use; null if none was ever installed
 * @param databasesCreated when its content was made, ISO-8601 instant in UTC: the age of the databases counts from here; null if none
 * @param updates         how updates fare: {@code off}, {@code fresh}, {@code stale}, {@code trial} or {@code failing}; absent means unknown
 * @param licence         what the licence allows: {@code valid}, {@code pending}, {@code expired}, {@code trial-expired}, {@code not-yet-valid}, {@code denied} or
 *                        {@code missing}; absent means unknown
 * @param ableAgents      number of agents that can have files scanned now
 * @param sessions        what happened to agents' connections and is not acknowledged yet; null if nothing
 */
public record SvmReport(String address, int port, String path, String version, int protocol, String signatureSet,
                        double load, int connectedAgents, boolean stopping, String databasesVersion, String databasesCreated,
                        String updates, String licence, int ableAgents, AgentSessions sessions) {
}
