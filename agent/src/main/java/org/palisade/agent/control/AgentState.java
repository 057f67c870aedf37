package org.palisade.agent.control;

import jakarta.json.bind.annotation.JsonbNillable;
import jakarta.json.bind.annotation.JsonbPropertyOrder;
import java.util.List;
import org.palisade.protocol.http.GapReport;

/**
 * How the agent is; the shape of the JSON is stable.
 *
 * @param id           its identity
 * @param host         the guest's name
 * @param version      of the agent
 * @param state        {@code connected} or {@code disconnected}
 * @param svm          id of its SVM; null if there is none
 * @param svmAddress   {@code host:port} of its SVM; null if there is none
 * @param protection   {@code on-access}, {@code watching} or {@code none}
 * @param watched      watched folders
 * @param signatureSet in use, the last one while disconnected; null before the first connection
 * @param ledgerFiles  files the ledger remembers
 * @param leftOut      SVMs there are and that the agent does not go to: id, blank, why
 * @param gaps         times without protection and files let through without a verdict
 */
@JsonbNillable
@JsonbPropertyOrder({"id", "host", "version", "state", "svm", "svmAddress", "protection", "watched", "signatureSet", "ledgerFiles", "leftOut", "gaps"})
public record AgentState(String id, String host, String version, String state, String svm, String svmAddress, String protection,
                         List<String> watched, String signatureSet, int ledgerFiles, List<String> leftOut, GapReport gaps) {
}
