package org.palisade.protocol.http;

import java.util.List;

/**
 * The SVMs an agent may connect to: GET {@code /api/v1/agent/svms}. Fields that an older server does not send are read as null, 0 or false; each says
 * what that means.
 *
 * @param svms  the SVMs of the agent's tenant that report; may be empty
 * @param place where the asking agent itself is; null if unknown
 */
public record SvmList(List<Entry> svms, Place place) {

    /**
     * One SVM, and what an agent chooses by.
     *
     * @param id              its identity; the certificate it shows must name it
     * @param address         host name or IP address to connect to
     * @param port            TCP port to connect to
     * @param path            its path in the virtual infrastructure, for people; null if unknown
     * @param version         version of its Protection Server
     * @param protocol        highest version of the scan protocol it speaks; 0 if unknown
     * @param signatureSet    identity of its signature set
     * @param load            mean load, 0–100 %
     * @param connectedAgents number of agents connected when it last reported
     * @param lowestProtocol  lowest version of the scan protocol it speaks; 0 if unknown
     * @param channels        protections of the channel it accepts, such as {@code TLSv1.3}; null if unknown
     * @param guests          kinds of guests its databases serve, such as {@code linux} or {@code windows}; null if unknown
     * @param tags            its connection tags; null if unknown
     * @param tagsRequired    true if it refuses agents without one of its tags
     * @param licence         {@code valid}, {@code expired} or {@code none}; null if unknown
     * @param keys            what its licence keys count: {@code server}, {@code desktop}, {@code cores}, {@code processors}; null if unknown
     * @param place           where it is; null if unknown
     * @param large           true if it protects a large infrastructure: whether it is near is not evaluated
     */
    public record Entry(String id, String address, int port, String path, String version, int protocol, String signatureSet,
                        double load, int connectedAgents, int lowestProtocol, List<String> channels, List<String> guests, List<String> tags,
                        boolean tagsRequired, String licence, List<String> keys, Place place, boolean large) {
    }
}
