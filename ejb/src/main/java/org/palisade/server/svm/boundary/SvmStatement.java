package org.palisade.server.svm.boundary;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What a Protection Server says of itself. Absent text may be handed in as null and counts as empty: the report refuses it with a pointer.
 *
 * @param address         host name or IP address agents connect to, 1–253 characters
 * @param port            TCP port agents connect to, 1–65535
 * @param path            the SVM's path in the virtual infrastructure, at most 1024 characters
 * @param version         version of the Protection Server, 1–64 characters
 * @param protocol        highest version of the scan protocol it speaks, 1–255
 * @param signatureSet    identity of the loaded signature set, 1–128 characters
 * @param load            mean load over 5 minutes, 0–100 %
 * @param connectedAgents number of agents connected now, 0–1000000
 * @param stopping        whether it is being stopped, and this is its last report
 * @param condition       databases, updates and licence
 */
public record SvmStatement(String address, int port, Optional<String> path, String version, int protocol, String signatureSet, double load,
                           int connectedAgents, boolean stopping, SvmCondition condition) {

    public SvmStatement {
        address = Objects.requireNonNullElse(address, "");
        Objects.requireNonNull(path, "path");
        version = Objects.requireNonNullElse(version, "");
        signatureSet = Objects.requireNonNullElse(signatureSet, "");
        Objects.requireNonNull(condition, "condition");
    }

    /** JSON pointers to what cannot be; empty if all is well. */
    List<String> wrong() {
        List<String> wrong = new ArrayList<>();
        refuse(wrong, "/address", length(address, 253));
        refuse(wrong, "/port", port >= 1 && port <= 65_535);
        refuse(wrong, "/path", path.isEmpty() || path.get().length() <= 1024);
        refuse(wrong, "/version", length(version, 64));
        refuse(wrong, "/protocol", protocol >= 1 && protocol <= 255);
        refuse(wrong, "/signatureSet", length(signatureSet, 128));
        // Written so that not-a-number is refused too.
        refuse(wrong, "/load", load >= 0 && load <= 100);
        refuse(wrong, "/connectedAgents", connectedAgents >= 0 && connectedAgents <= 1_000_000);
        condition.wrong(wrong);
        return wrong;
    }

    private static boolean length(String text, int most) {
        return !text.isBlank() && text.length() <= most;
    }

    private static void refuse(List<String> wrong, String pointer, boolean right) {
        if (!right) {
            wrong.add(pointer);
        }
    }
}
