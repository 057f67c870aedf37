package org.palisade.protocol.http;

import java.util.List;

/**
 * The SVMs an agent may connect to: GET {@code /api/v1/agent/svms}.
 *
 * @param svms the SVMs of the agent's tenant that report; may be empty
 */
public record SvmList(List<Entry> svms) {

    /**
     * One SVM.
     *
     * @param id              its identity; the certificate it shows must name it
     * @param address         host name or IP address to connect to
     * @param port            TCP port to connect to
     * @param path            its path in the virtual infrastructure; null if unknown
     * @param version         version of its Protection Server
     * @param protocol        highest version of the scan protocol it speaks
     * @param signatureSet    identity of its signature set
     * @param load            mean load, 0–100 %
     * @param connectedAgents number of agents connected when it last reported
     */
    public record Entry(String id, String address, int port, String path, String version, int protocol, String signatureSet,
                        double load, int connectedAgents) {
    }
}
